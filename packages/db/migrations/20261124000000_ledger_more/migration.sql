CREATE TABLE "ledger"."closes" (
	"day" date PRIMARY KEY,
	"closed_at" timestamp with time zone NOT NULL,
	"accounts" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "ledger"."entries" DROP CONSTRAINT "entries_transaction_fk";--> statement-breakpoint
ALTER TABLE "ledger"."entries" DROP CONSTRAINT "entries_account_fk";--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" DROP CONSTRAINT "hold_lots_hold_fk";--> statement-breakpoint
ALTER TABLE "ledger"."hold_lots" DROP CONSTRAINT "hold_lots_lot_fk";--> statement-breakpoint
ALTER TABLE "ledger"."holds" DROP CONSTRAINT "holds_account_fk";--> statement-breakpoint
ALTER TABLE "ledger"."accounts" DROP CONSTRAINT "accounts_kind_chk", ADD CONSTRAINT "accounts_kind_chk" CHECK (num_nulls("available", "held") = case "mode" when 'system' then 2 else 0 end);--> statement-breakpoint
ALTER TABLE "ledger"."accounts" DROP CONSTRAINT "accounts_range_chk", ADD CONSTRAINT "accounts_range_chk" CHECK (greatest(abs("available"), "held") <= 9007199254740991 and "held" >= 0);--> statement-breakpoint
ALTER TABLE "ledger"."lots" DROP CONSTRAINT "lots_parts_chk", ADD CONSTRAINT "lots_parts_chk" CHECK ("qty" <= 9007199254740991 and least("qty" - 1, "held", "spent", "expired", "revoked", "free") >= 0);