CREATE TABLE "leads"."import_rows" (
	"import_id" uuid,
	"row_no" integer,
	"line" integer NOT NULL,
	"raw" jsonb NOT NULL,
	"problem" text,
	"preview_outcome" text,
	"preview_code" text,
	"outcome" text,
	"error_code" text,
	"duplicate_of_row" integer,
	"lead_id" uuid,
	"merge_id" uuid,
	"before" jsonb,
	"applied_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"undo_note" text,
	CONSTRAINT "import_rows_pkey" PRIMARY KEY("import_id","row_no"),
	CONSTRAINT "import_rows_outcome_chk" CHECK ("outcome" in ('created','matched','updated','shared-phone','rejected') and "preview_outcome" in ('created','matched','updated','shared-phone','rejected')),
	CONSTRAINT "import_rows_code_chk" CHECK (("outcome" is not distinct from 'rejected') = ("error_code" is not null)),
	CONSTRAINT "import_rows_applied_chk" CHECK (("outcome" is null) = ("applied_at" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."import_values" (
	"import_id" uuid,
	"run" integer,
	"kind" char(1),
	"value" text,
	"row_no" integer,
	CONSTRAINT "import_values_pkey" PRIMARY KEY("import_id","run","kind","value","row_no")
);
--> statement-breakpoint
CREATE TABLE "leads"."imports" (
	"id" uuid PRIMARY KEY,
	"file_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"file_sha256" text NOT NULL,
	"platform" text NOT NULL,
	"created_by" uuid NOT NULL,
	"state" text NOT NULL,
	"allow_repeat" boolean NOT NULL,
	"header" jsonb,
	"suggested" jsonb,
	"mapping" jsonb,
	"options" jsonb,
	"plan_hash" text,
	"previewed_plan_hash" text,
	"row_count" integer DEFAULT 0 NOT NULL,
	"staged_at" timestamp with time zone,
	"cursor" integer DEFAULT 0 NOT NULL,
	"preview_run" integer DEFAULT 0 NOT NULL,
	"replays_cut" integer DEFAULT 0 NOT NULL,
	"preview_counts" jsonb,
	"counts" jsonb,
	"undo_counts" jsonb,
	"drift" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"report_file_id" uuid,
	"report_of" text,
	"created_at" timestamp with time zone NOT NULL,
	"progress_at" timestamp with time zone NOT NULL,
	"previewed_at" timestamp with time zone,
	"committed_at" timestamp with time zone,
	"undone_at" timestamp with time zone,
	"rows_dropped_at" timestamp with time zone,
	CONSTRAINT "imports_state_chk" CHECK ("state" in ('uploaded','mapped','previewing','previewed','committing','paused','committed','undoing','undone','cancelled','failed')),
	CONSTRAINT "imports_failed_chk" CHECK (("state" = 'failed') = ("error_code" is not null)),
	CONSTRAINT "imports_plan_chk" CHECK ("state" in ('uploaded','cancelled','failed') or ("plan_hash" is not null and "staged_at" is not null)),
	CONSTRAINT "imports_cursor_chk" CHECK ("cursor" between 0 and "row_count")
);
--> statement-breakpoint
CREATE INDEX "import_rows_lead_idx" ON "leads"."import_rows" ("lead_id","import_id","row_no") WHERE "lead_id" is not null;--> statement-breakpoint
CREATE INDEX "import_rows_outcome_idx" ON "leads"."import_rows" ("import_id","outcome","row_no") WHERE "outcome" is not null;--> statement-breakpoint
CREATE INDEX "import_rows_preview_idx" ON "leads"."import_rows" ("import_id","preview_outcome","row_no") WHERE "preview_outcome" is not null;--> statement-breakpoint
CREATE INDEX "import_values_row_idx" ON "leads"."import_values" ("import_id","run","row_no");--> statement-breakpoint
CREATE UNIQUE INDEX "imports_file_key" ON "leads"."imports" ("file_id");--> statement-breakpoint
CREATE INDEX "imports_report_file_idx" ON "leads"."imports" ("report_file_id") WHERE "report_file_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "imports_committed_file_key" ON "leads"."imports" ("file_sha256") WHERE "state" in ('committing', 'paused', 'committed', 'undoing') and not "allow_repeat";--> statement-breakpoint
CREATE INDEX "imports_file_sha256_idx" ON "leads"."imports" ("file_sha256");--> statement-breakpoint
CREATE INDEX "imports_creator_idx" ON "leads"."imports" ("created_by","id");--> statement-breakpoint
CREATE INDEX "imports_running_idx" ON "leads"."imports" ("progress_at") WHERE "state" in ('uploaded', 'previewing', 'committing', 'undoing');--> statement-breakpoint
CREATE INDEX "imports_drafts_idx" ON "leads"."imports" ("created_at") WHERE "rows_dropped_at" is null;--> statement-breakpoint
ALTER TABLE "leads"."import_rows" ADD CONSTRAINT "import_rows_import_fk" FOREIGN KEY ("import_id") REFERENCES "leads"."imports"("id");--> statement-breakpoint
ALTER TABLE "leads"."import_rows" ADD CONSTRAINT "import_rows_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."imports" ADD CONSTRAINT "imports_file_fk" FOREIGN KEY ("file_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "leads"."imports" ADD CONSTRAINT "imports_report_file_fk" FOREIGN KEY ("report_file_id") REFERENCES "files"."objects"("id");