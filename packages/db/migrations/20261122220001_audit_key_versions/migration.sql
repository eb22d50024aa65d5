ALTER TABLE "audit"."anchors" ADD COLUMN "key_version" smallint;--> statement-breakpoint
ALTER TABLE "audit"."anchors" ADD CONSTRAINT "anchors_key_version_chk" CHECK ("key_version" between 1 and 255);