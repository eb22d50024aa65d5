CREATE TABLE "identity"."imported_users" (
	"old_id" text PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"photo_url" text,
	"imported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger"."closes" (
	"day" date PRIMARY KEY,
	"closed_at" timestamp with time zone NOT NULL,
	"accounts" integer NOT NULL
);
--> statement-breakpoint
-- contract: nothing ever wrote or read it; simulate is a query and answers its report
DROP TABLE "workflows"."simulations";--> statement-breakpoint
CREATE INDEX "objects_purging_idx" ON "files"."objects" ("id") WHERE "deleted_at" is not null and "purged_at" is null;--> statement-breakpoint
CREATE INDEX "accounts_old_hash_idx" ON "identity"."accounts" ("id") WHERE password like '$2%';--> statement-breakpoint
CREATE INDEX "imported_users_user_idx" ON "identity"."imported_users" ("user_id");--> statement-breakpoint
CREATE INDEX "runs_outcome_idx" ON "workflows"."runs" ("workflow_id","outcome","id") WHERE "outcome" is not null;--> statement-breakpoint
ALTER TABLE "identity"."imported_users" ADD CONSTRAINT "imported_users_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");