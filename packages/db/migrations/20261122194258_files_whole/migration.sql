CREATE TABLE "files"."access_log" (
	"id" uuid PRIMARY KEY,
	"object_id" uuid NOT NULL,
	"link_id" text,
	"actor" text NOT NULL,
	"via" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"range_from" bigint,
	"range_to" bigint,
	"outcome" text NOT NULL,
	CONSTRAINT "access_log_via_chk" CHECK ("via" in ('link', 'domain', 'quarantine')),
	CONSTRAINT "access_log_outcome_chk" CHECK ("outcome" in ('served', 'redirected', 'expired', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "files"."quotas" (
	"who" text,
	"purpose" text,
	"period" text NOT NULL,
	"count" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"cap_count" integer NOT NULL,
	"cap_bytes" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "quotas_pkey" PRIMARY KEY("who","purpose"),
	CONSTRAINT "quotas_count_chk" CHECK ("count" <= "cap_count"),
	CONSTRAINT "quotas_bytes_chk" CHECK ("bytes" <= "cap_bytes")
);
--> statement-breakpoint
CREATE TABLE "files"."reconciliations" (
	"id" uuid PRIMARY KEY,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"cursor" text NOT NULL,
	"found" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "files"."objects" ADD COLUMN "deleted_by" text;--> statement-breakpoint
ALTER TABLE "files"."objects" ADD COLUMN "missing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD COLUMN "checking_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD COLUMN "anonymous" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "access_log_object_idx" ON "files"."access_log" ("object_id","at");--> statement-breakpoint
CREATE INDEX "access_log_at_idx" ON "files"."access_log" ("at");--> statement-breakpoint
CREATE INDEX "objects_uploader_idx" ON "files"."objects" ("uploaded_by","id");--> statement-breakpoint
CREATE INDEX "objects_subject_order_idx" ON "files"."objects" ("subject_user_id","id");--> statement-breakpoint
CREATE INDEX "objects_deleted_at_idx" ON "files"."objects" ("deleted_at") WHERE "deleted_at" is not null and "purged_at" is null;--> statement-breakpoint
CREATE INDEX "objects_scanning_idx" ON "files"."objects" ("id") WHERE "state" = 'scanning';--> statement-breakpoint
CREATE INDEX "objects_quarantined_idx" ON "files"."objects" ("id") WHERE "state" = 'quarantined' and "deleted_at" is null;--> statement-breakpoint
CREATE INDEX "objects_missing_idx" ON "files"."objects" ("id") WHERE "missing_since" is not null;--> statement-breakpoint
CREATE INDEX "quotas_at_idx" ON "files"."quotas" ("at");--> statement-breakpoint
CREATE INDEX "reconciliations_started_at_idx" ON "files"."reconciliations" ("started_at");--> statement-breakpoint
ALTER TABLE "files"."access_log" ADD CONSTRAINT "access_log_object_id_objects_id_fkey" FOREIGN KEY ("object_id") REFERENCES "files"."objects"("id");