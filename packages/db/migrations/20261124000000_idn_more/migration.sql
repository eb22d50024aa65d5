CREATE TABLE "identity"."imported_users" (
	"old_id" text PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"photo_url" text,
	"imported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "accounts_old_hash_idx" ON "identity"."accounts" ("id") WHERE password like '$2%';--> statement-breakpoint
CREATE INDEX "imported_users_user_idx" ON "identity"."imported_users" ("user_id");--> statement-breakpoint
ALTER TABLE "identity"."imported_users" ADD CONSTRAINT "imported_users_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");