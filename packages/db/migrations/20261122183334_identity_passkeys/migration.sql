CREATE TABLE "identity"."passkeys" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"credential_id" bytea NOT NULL,
	"public_key" bytea NOT NULL,
	"sign_count" bigint NOT NULL,
	"rp_id" text NOT NULL,
	"transports" text[] NOT NULL,
	"label" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "passkeys_sign_count_chk" CHECK (sign_count >= 0),
	CONSTRAINT "passkeys_label_chk" CHECK (length(label) between 1 and 60)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "passkeys_credential_key" ON "identity"."passkeys" ("credential_id");--> statement-breakpoint
CREATE INDEX "passkeys_user_idx" ON "identity"."passkeys" ("user_id");--> statement-breakpoint
ALTER TABLE "identity"."passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."tickets" DROP CONSTRAINT "tickets_kind_chk", ADD CONSTRAINT "tickets_kind_chk" CHECK (kind in ('google-redirect', 'google-token', 'socket', 'invite', 'oauth-state'));