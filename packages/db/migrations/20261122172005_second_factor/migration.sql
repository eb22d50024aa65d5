CREATE TABLE "identity"."recovery_codes" (
	"user_id" uuid,
	"code_hash" bytea,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "recovery_codes_pk" PRIMARY KEY("user_id","code_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."totp_factors" (
	"user_id" uuid PRIMARY KEY,
	"sealed_secret" bytea,
	"pending_secret" bytea,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "totp_factors_confirmed_chk" CHECK ((sealed_secret is null) = (confirmed_at is null)),
	CONSTRAINT "totp_factors_secret_chk" CHECK (sealed_secret is not null or pending_secret is not null)
);
--> statement-breakpoint
ALTER TABLE "identity"."devices" ADD COLUMN "factor_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "identity"."recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");--> statement-breakpoint
ALTER TABLE "identity"."totp_factors" ADD CONSTRAINT "totp_factors_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "identity"."users"("id");