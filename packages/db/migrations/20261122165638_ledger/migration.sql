CREATE SCHEMA "ledger";
--> statement-breakpoint
CREATE TABLE "ledger"."accounts" (
	"id" uuid PRIMARY KEY,
	"unit" text NOT NULL,
	"owner_domain" text NOT NULL,
	"owner_kind" text NOT NULL,
	"owner_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"floor" text NOT NULL,
	"lots" boolean NOT NULL,
	"available" bigint,
	"held" bigint,
	"version" bigint DEFAULT 0 NOT NULL,
	"last_posted_at" timestamp with time zone,
	"frozen_at" timestamp with time zone,
	"frozen_reason" text,
	"meta" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "accounts_owner_key" UNIQUE("owner_domain","owner_kind","owner_id","name","unit"),
	CONSTRAINT "accounts_id_unit_key" UNIQUE("id","unit"),
	CONSTRAINT "accounts_kind_chk" CHECK ("mode" in ('running', 'system') and "floor" in ('zero', 'none') and ("mode" = 'running' or "floor" = 'none')
        and ("mode" = 'system') = ("available" is null) and ("mode" = 'system') = ("held" is null)
        and (not "lots" or ("mode" = 'running' and "floor" = 'zero')) and ("frozen_at" is null) = ("frozen_reason" is null)),
	CONSTRAINT "accounts_floor_chk" CHECK ("floor" = 'none' or "available" >= 0),
	CONSTRAINT "accounts_range_chk" CHECK ("available" between -9007199254740991 and 9007199254740991 and "held" between 0 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "ledger"."units" (
	"code" text PRIMARY KEY,
	"scale" smallint NOT NULL,
	"owner_domain" text NOT NULL,
	CONSTRAINT "units_scale_chk" CHECK ("scale" between 0 and 9)
);
--> statement-breakpoint
CREATE TABLE "ledger"."checks" (
	"id" uuid PRIMARY KEY,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"accounts" integer DEFAULT 0 NOT NULL,
	"transactions" bigint DEFAULT 0 NOT NULL,
	"found" integer DEFAULT 0 NOT NULL,
	"findings" jsonb DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger"."entries" (
	"transaction_id" uuid,
	"n" integer,
	"account_id" uuid NOT NULL,
	"unit" text NOT NULL,
	"bucket" text NOT NULL,
	"amount" bigint NOT NULL,
	"lot_id" uuid,
	"posted_at" timestamp with time zone NOT NULL,
	"balance_after" bigint,
	CONSTRAINT "entries_pkey" PRIMARY KEY("transaction_id","n"),
	CONSTRAINT "entries_line_chk" CHECK ("bucket" in ('available', 'held') and "amount" <> 0 and "amount" between -9007199254740991 and 9007199254740991)
);
--> statement-breakpoint
CREATE TABLE "ledger"."snapshots" (
	"account_id" uuid,
	"day" date,
	"available" bigint NOT NULL,
	"held" bigint NOT NULL,
	CONSTRAINT "snapshots_pkey" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
CREATE TABLE "ledger"."transactions" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL CONSTRAINT "transactions_key_key" UNIQUE,
	"body_hash" text NOT NULL,
	"kind" text NOT NULL,
	"owner_domain" text NOT NULL,
	"reason" text,
	"ref_type" text,
	"ref_id" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"reverses_id" uuid,
	"result" jsonb NOT NULL,
	CONSTRAINT "transactions_key_chk" CHECK (length("key") between 3 and 200 and starts_with("key", "owner_domain" || ':')),
	CONSTRAINT "transactions_ref_chk" CHECK (("ref_type" is null) = ("ref_id" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger"."hold_lots" (
	"hold_id" uuid,
	"lot_id" uuid,
	"qty" bigint NOT NULL,
	"captured" bigint DEFAULT 0 NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "hold_lots_pkey" PRIMARY KEY("hold_id","lot_id"),
	CONSTRAINT "hold_lots_parts_chk" CHECK ("qty" > 0 and 0 <= "refunded" and "refunded" <= "captured" and "captured" <= "qty")
);
--> statement-breakpoint
CREATE TABLE "ledger"."holds" (
	"id" uuid PRIMARY KEY,
	"account_id" uuid NOT NULL,
	"qty" bigint NOT NULL,
	"captured" bigint DEFAULT 0 NOT NULL,
	"refunded" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"purpose" text NOT NULL,
	"body_hash" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"meta" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "holds_parts_chk" CHECK ("qty" between 1 and 9007199254740991 and 0 <= "refunded" and "refunded" <= "captured" and "captured" <= "qty"),
	CONSTRAINT "holds_state_chk" CHECK ("state" in ('open', 'captured', 'released') and ("state" = 'captured') = ("captured" > 0) and ("state" = 'open') = ("ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger"."lot_extensions" (
	"key" text PRIMARY KEY,
	"body_hash" text NOT NULL,
	"lot_id" uuid NOT NULL,
	"before" timestamp with time zone,
	"after" timestamp with time zone,
	"extended_at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	CONSTRAINT "lot_extensions_key_chk" CHECK (length("key") between 3 and 200)
);
--> statement-breakpoint
CREATE TABLE "ledger"."lots" (
	"id" uuid PRIMARY KEY,
	"account_id" uuid NOT NULL,
	"qty" bigint NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"spent" bigint DEFAULT 0 NOT NULL,
	"expired" bigint DEFAULT 0 NOT NULL,
	"revoked" bigint DEFAULT 0 NOT NULL,
	"free" bigint GENERATED ALWAYS AS ((qty - held - spent - expired - revoked)) STORED,
	"has_free" boolean GENERATED ALWAYS AS ((qty > held + spent + expired + revoked)) STORED,
	"rank" smallint NOT NULL,
	"expires_at" timestamp with time zone,
	"added_at" timestamp with time zone NOT NULL,
	"source" text NOT NULL,
	"source_ref" text NOT NULL,
	CONSTRAINT "lots_source_key" UNIQUE("account_id","source","source_ref"),
	CONSTRAINT "lots_parts_chk" CHECK ("qty" between 1 and 9007199254740991 and "held" >= 0 and "spent" >= 0 and "expired" >= 0 and "revoked" >= 0
        and "held" + "spent" + "expired" + "revoked" <= "qty")
);
--> statement-breakpoint
CREATE INDEX "accounts_unit_idx" ON "ledger"."accounts" ("unit","id");--> statement-breakpoint
CREATE INDEX "checks_started_at_idx" ON "ledger"."checks" ("started_at");--> statement-breakpoint
CREATE INDEX "entries_account_idx" ON "ledger"."entries" ("account_id","posted_at","transaction_id","n");--> statement-breakpoint
CREATE INDEX "entries_lot_idx" ON "ledger"."entries" ("lot_id") WHERE "lot_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_reverses_key" ON "ledger"."transactions" ("reverses_id") WHERE "reverses_id" is not null;--> statement-breakpoint
CREATE INDEX "transactions_refund_idx" ON "ledger"."transactions" ("ref_id") WHERE "kind" = 'ledger.refund';--> statement-breakpoint
CREATE INDEX "transactions_late_idx" ON "ledger"."transactions" ("posted_at") WHERE "posted_at" <> "occurred_at";--> statement-breakpoint
CREATE INDEX "hold_lots_lot_idx" ON "ledger"."hold_lots" ("lot_id");--> statement-breakpoint
CREATE INDEX "holds_account_idx" ON "ledger"."holds" ("account_id","id");--> statement-breakpoint
CREATE INDEX "holds_due_idx" ON "ledger"."holds" ("expires_at","id") WHERE "state" = 'open';--> statement-breakpoint
CREATE INDEX "lot_extensions_lot_idx" ON "ledger"."lot_extensions" ("lot_id","extended_at");--> statement-breakpoint
CREATE INDEX "lots_spend_idx" ON "ledger"."lots" ("account_id","expires_at","rank","id") WHERE "has_free";--> statement-breakpoint
CREATE INDEX "lots_expiry_idx" ON "ledger"."lots" ("expires_at","id") WHERE "has_free";--> statement-breakpoint
ALTER TABLE "ledger"."accounts" ADD CONSTRAINT "accounts_unit_fk" FOREIGN KEY ("unit") REFERENCES "ledger"."units"("code");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_transaction_fk" FOREIGN KEY ("transaction_id") REFERENCES "ledger"."transactions"("id");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_account_fk" FOREIGN KEY ("account_id","unit") REFERENCES "ledger"."accounts"("id","unit");--> statement-breakpoint
ALTER TABLE "ledger"."entries" ADD CONSTRAINT "entries_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."snapshots" ADD CONSTRAINT "snapshots_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");--> statement-breakpoint
ALTER TABLE "ledger"."transactions" ADD CONSTRAINT "transactions_reverses_fk" FOREIGN KEY ("reverses_id") REFERENCES "ledger"."transactions"("id");--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" ADD CONSTRAINT "hold_lots_hold_fk" FOREIGN KEY ("hold_id") REFERENCES "ledger"."holds"("id");--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" ADD CONSTRAINT "hold_lots_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."holds" ADD CONSTRAINT "holds_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");--> statement-breakpoint
ALTER TABLE "ledger"."lot_extensions" ADD CONSTRAINT "lot_extensions_lot_fk" FOREIGN KEY ("lot_id") REFERENCES "ledger"."lots"("id");--> statement-breakpoint
ALTER TABLE "ledger"."lots" ADD CONSTRAINT "lots_account_fk" FOREIGN KEY ("account_id") REFERENCES "ledger"."accounts"("id");