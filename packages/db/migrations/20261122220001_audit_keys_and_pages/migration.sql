CREATE TABLE "audit"."pages" (
	"key" text PRIMARY KEY,
	"summary" text NOT NULL,
	"details" jsonb NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "pages_key_chk" CHECK (length("key") between 1 and 300)
);
--> statement-breakpoint
ALTER TABLE "audit"."anchors" ADD COLUMN "key_version" smallint;--> statement-breakpoint
CREATE INDEX "pages_undelivered_idx" ON "audit"."pages" ("raised_at") WHERE "delivered_at" is null;--> statement-breakpoint
ALTER TABLE "audit"."anchors" ADD CONSTRAINT "anchors_key_version_chk" CHECK ("key_version" between 1 and 255);