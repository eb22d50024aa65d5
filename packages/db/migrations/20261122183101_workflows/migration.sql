CREATE SCHEMA "workflows";
--> statement-breakpoint
CREATE TABLE "workflows"."backtests" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"request_hash" text NOT NULL,
	"version_hash" text NOT NULL,
	"seed" text NOT NULL,
	"request" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"report" jsonb,
	"report_hash" text,
	"approximate" boolean DEFAULT false NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "backtests_state_chk" CHECK ("state" in ('queued','running','done','failed') and ("state" = 'done') = ("report" is not null))
);
--> statement-breakpoint
CREATE TABLE "workflows"."draft_history" (
	"workflow_id" uuid,
	"revision" integer,
	"draft" jsonb NOT NULL,
	"layout" jsonb NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "draft_history_pkey" PRIMARY KEY("workflow_id","revision")
);
--> statement-breakpoint
CREATE TABLE "workflows"."pace" (
	"workflow_id" uuid,
	"node_id" text,
	"next_free_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pace_pkey" PRIMARY KEY("workflow_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."scans" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"trigger_ix" integer NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"cursor" text,
	"state" text DEFAULT 'running' NOT NULL,
	"matched" integer DEFAULT 0 NOT NULL,
	"enrolled" integer DEFAULT 0 NOT NULL,
	"refused" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "scans_state_chk" CHECK ("state" in ('running','done','failed') and ("state" = 'running') = ("finished_at" is null)),
	CONSTRAINT "scans_range_chk" CHECK ("from_at" <= "to_at" and "matched" >= 0 and "enrolled" >= 0)
);
--> statement-breakpoint
CREATE TABLE "workflows"."schedules_due" (
	"workflow_id" uuid,
	"trigger_ix" integer,
	"next_at" timestamp with time zone NOT NULL,
	"cron" text NOT NULL,
	"zone" text NOT NULL,
	CONSTRAINT "schedules_due_pkey" PRIMARY KEY("workflow_id","trigger_ix")
);
--> statement-breakpoint
CREATE TABLE "workflows"."segment_members" (
	"workflow_id" uuid,
	"trigger_ix" integer,
	"subject_id" uuid,
	"since" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	CONSTRAINT "segment_members_pkey" PRIMARY KEY("workflow_id","trigger_ix","subject_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."simulations" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"request_hash" text NOT NULL,
	"version_hash" text NOT NULL,
	"seed" text NOT NULL,
	"report" jsonb NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."versions" (
	"workflow_id" uuid,
	"n" integer,
	"program" jsonb NOT NULL,
	"layout" jsonb NOT NULL,
	"hash" text NOT NULL,
	"interests" text[] NOT NULL,
	"published_by" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "versions_pkey" PRIMARY KEY("workflow_id","n"),
	CONSTRAINT "versions_hash_key" UNIQUE("workflow_id","hash"),
	CONSTRAINT "versions_n_chk" CHECK ("n" >= 1),
	CONSTRAINT "versions_hash_chk" CHECK ("hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "workflows"."workflows" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL CONSTRAINT "workflows_key_key" UNIQUE,
	"name" text NOT NULL,
	"subject_type" text NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"active_version" integer,
	"last_version" integer DEFAULT 0 NOT NULL,
	"draft" jsonb NOT NULL,
	"draft_layout" jsonb NOT NULL,
	"draft_revision" integer DEFAULT 1 NOT NULL,
	"re_entry" text DEFAULT 'never' NOT NULL,
	"cooldown_days" integer DEFAULT 30 NOT NULL,
	"mutex_group" text,
	"on_conflict" text DEFAULT 'refuse' NOT NULL,
	"max_live" integer,
	"sending_cap_per_minute" integer,
	"rules_revision" integer DEFAULT 1 NOT NULL,
	"paused_at" timestamp with time zone,
	"resumed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workflows_subject_type_chk" CHECK ("subject_type" in ('lead','user','candidate')),
	CONSTRAINT "workflows_status_chk" CHECK ("status" in ('draft','active','paused','archived')),
	CONSTRAINT "workflows_active_version_chk" CHECK (("active_version" is not null) = ("status" in ('active','paused'))),
	CONSTRAINT "workflows_paused_chk" CHECK (("paused_at" is not null) = ("status" = 'paused')),
	CONSTRAINT "workflows_re_entry_chk" CHECK ("re_entry" in ('never','after-exit','always')),
	CONSTRAINT "workflows_on_conflict_chk" CHECK ("on_conflict" in ('refuse','replace')),
	CONSTRAINT "workflows_caps_chk" CHECK ("cooldown_days" between 0 and 3650 and "max_live" > 0 and "sending_cap_per_minute" > 0),
	CONSTRAINT "workflows_draft_chk" CHECK (octet_length("draft"::text) <= 4194304)
);
--> statement-breakpoint
CREATE TABLE "workflows"."migration_items" (
	"migration_id" uuid,
	"run_id" uuid,
	"before" jsonb NOT NULL,
	"from_node" text NOT NULL,
	"to_node" text,
	"state" text NOT NULL,
	"reason" text,
	"moved_seq" integer,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "migration_items_pkey" PRIMARY KEY("migration_id","run_id"),
	CONSTRAINT "migration_items_state_chk" CHECK ("state" in ('planned','moved','stayed','exited','restored','moved-on'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."migrations" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"from_n" integer NOT NULL,
	"to_n" integer NOT NULL,
	"mapping" jsonb NOT NULL,
	"unmapped" text NOT NULL,
	"timers" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"plan" jsonb NOT NULL,
	"proof" jsonb,
	"planned_by" text NOT NULL,
	"applied_by" text,
	"created_at" timestamp with time zone NOT NULL,
	"simulated_at" timestamp with time zone,
	"applied_at" timestamp with time zone,
	"reverted_at" timestamp with time zone,
	CONSTRAINT "migrations_state_chk" CHECK ("state" in ('draft','simulated','applying','applied','reverting','reverted')),
	CONSTRAINT "migrations_choice_chk" CHECK ("unmapped" in ('stay','exit') and "timers" in ('keep','recompute') and "from_n" <> "to_n")
);
--> statement-breakpoint
CREATE TABLE "workflows"."node_stats" (
	"workflow_id" uuid,
	"version_n" integer,
	"node_id" text,
	"handle" text,
	"day" date,
	"left_count" bigint DEFAULT 0 NOT NULL,
	"finished" bigint DEFAULT 0 NOT NULL,
	"goals" bigint DEFAULT 0 NOT NULL,
	"dwell_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "node_stats_pkey" PRIMARY KEY("workflow_id","version_n","node_id","handle","day")
);
--> statement-breakpoint
CREATE TABLE "workflows"."stat_deltas" (
	"n" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "workflows"."stat_deltas_n_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workflow_id" uuid NOT NULL,
	"version_n" integer NOT NULL,
	"node_id" text NOT NULL,
	"handle" text NOT NULL,
	"day" date NOT NULL,
	"left_count" integer DEFAULT 0 NOT NULL,
	"finished" integer DEFAULT 0 NOT NULL,
	"goals" integer DEFAULT 0 NOT NULL,
	"dwell_ms" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."steppers" (
	"loop_id" uuid PRIMARY KEY,
	"process" text NOT NULL,
	"backend_pid" integer NOT NULL,
	"run_ids" uuid[] NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflows"."cursors" (
	"run_id" uuid PRIMARY KEY,
	"node_id" text NOT NULL,
	"seq" integer DEFAULT 1 NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"lane" smallint DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"wait_kind" text,
	"wait_events" text[],
	"entered_at" timestamp with time zone NOT NULL,
	"visits" jsonb NOT NULL,
	"vars" jsonb NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"suspect" smallint DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "cursors_lane_chk" CHECK ("lane" in (0, 1, 2)),
	CONSTRAINT "cursors_counts_chk" CHECK ("seq" >= 1 and "epoch" >= 1 and "attempts" >= 0 and "suspect" >= 0),
	CONSTRAINT "cursors_vars_chk" CHECK (jsonb_typeof("vars") = 'object' and octet_length("vars"::text) <= 16384),
	CONSTRAINT "cursors_wait_kind_chk" CHECK ("wait_kind" in ('duration','until','window','event','outcome'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."effects" (
	"run_id" uuid,
	"node_id" text,
	"epoch" integer,
	"kind" text NOT NULL,
	"key" text NOT NULL CONSTRAINT "effects_key_key" UNIQUE,
	"target_ref" text,
	"state" text NOT NULL,
	"rank" smallint NOT NULL,
	"result" text,
	"request_hash" text,
	"response" jsonb,
	"reason" text,
	"deferred_until" timestamp with time zone,
	"doubt_since" timestamp with time zone,
	"handed_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "effects_pkey" PRIMARY KEY("run_id","node_id","epoch"),
	CONSTRAINT "effects_key_chk" CHECK ("key" = 'wf:' || "run_id" || ':' || "node_id" || ':' || "epoch"),
	CONSTRAINT "effects_kind_chk" CHECK ("kind" in ('send-email','send-whatsapp','send-sms','ai-call','call-webhook','task','sub-workflow')),
	CONSTRAINT "effects_state_chk" CHECK (("state", "rank") in (('handed',1),('deferred',1),('in_doubt',1),('accepted',2),('delivered',3),('replied',4),('refused',5),('failed',5))),
	CONSTRAINT "effects_doubt_chk" CHECK (("state" = 'in_doubt') <= ("doubt_since" is not null)),
	CONSTRAINT "effects_response_chk" CHECK (octet_length("response"::text) <= 65536)
);
--> statement-breakpoint
CREATE TABLE "workflows"."mailbox" (
	"run_id" uuid,
	"event_id" uuid,
	"name" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"data" jsonb NOT NULL,
	"consumed_seq" integer,
	CONSTRAINT "mailbox_pkey" PRIMARY KEY("run_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."runs" (
	"id" uuid PRIMARY KEY,
	"workflow_id" uuid NOT NULL,
	"version_n" integer NOT NULL,
	"mutex_group" text,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"entry_key" text NOT NULL,
	"source" text NOT NULL,
	"source_ref" text,
	"started_by" uuid,
	"state" text DEFAULT 'live' NOT NULL,
	"held_reason" text,
	"outcome" text,
	"arm_trace" jsonb NOT NULL,
	"holdout" boolean DEFAULT false NOT NULL,
	"parent_run_id" uuid,
	"parent_node_id" text,
	"parent_epoch" integer,
	"depth" smallint DEFAULT 0 NOT NULL,
	"causation" smallint DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "runs_subject_type_chk" CHECK ("subject_type" in ('lead','user','candidate')),
	CONSTRAINT "runs_source_chk" CHECK ("source" in ('segment','event','demand','schedule','parent','import')),
	CONSTRAINT "runs_state_chk" CHECK ("state" in ('live','held','finished')),
	CONSTRAINT "runs_outcome_chk" CHECK (("outcome" is not null) = ("state" = 'finished') and ("finished_at" is not null) = ("state" = 'finished')),
	CONSTRAINT "runs_held_chk" CHECK (("held_reason" is not null) = ("state" = 'held')),
	CONSTRAINT "runs_held_reason_chk" CHECK ("held_reason" in ('paused','failed','in-doubt','poison')),
	CONSTRAINT "runs_depth_chk" CHECK ("depth" between 0 and 5 and "causation" between 0 and 10),
	CONSTRAINT "runs_parent_chk" CHECK (num_nulls("parent_run_id", "parent_node_id", "parent_epoch") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "workflows"."task_decisions" (
	"task_id" uuid,
	"user_id" uuid,
	"decision" text NOT NULL,
	"note" text,
	"form" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "task_decisions_pkey" PRIMARY KEY("task_id","user_id"),
	CONSTRAINT "task_decisions_decision_chk" CHECK ("decision" in ('done','approved','rejected'))
);
--> statement-breakpoint
CREATE TABLE "workflows"."tasks" (
	"id" uuid PRIMARY KEY,
	"run_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"epoch" integer NOT NULL,
	"workflow_id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"instructions" text,
	"assignee_user_id" uuid,
	"assignee_role" text,
	"requested_by" uuid,
	"form" jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"escalations" jsonb NOT NULL,
	"escalation_step" smallint DEFAULT 0 NOT NULL,
	"decisions_needed" smallint DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"result" text,
	"created_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "tasks_step_key" UNIQUE("run_id","node_id","epoch"),
	CONSTRAINT "tasks_kind_chk" CHECK ("kind" in ('task','approval')),
	CONSTRAINT "tasks_state_chk" CHECK ("state" in ('open','decided','timed-out','closed') and ("state" = 'open') = ("closed_at" is null)),
	CONSTRAINT "tasks_assignee_chk" CHECK (("assignee_user_id" is null) <> ("assignee_role" is null)),
	CONSTRAINT "tasks_counts_chk" CHECK ("decisions_needed" between 1 and 3 and "escalation_step" between 0 and 3)
);
--> statement-breakpoint
CREATE INDEX "backtests_workflow_idx" ON "workflows"."backtests" ("workflow_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "scans_running_key" ON "workflows"."scans" ("workflow_id","trigger_ix") WHERE "state" = 'running';--> statement-breakpoint
CREATE INDEX "scans_trigger_idx" ON "workflows"."scans" ("workflow_id","trigger_ix","to_at");--> statement-breakpoint
CREATE INDEX "schedules_due_next_idx" ON "workflows"."schedules_due" ("next_at");--> statement-breakpoint
CREATE INDEX "segment_members_subject_idx" ON "workflows"."segment_members" ("subject_id");--> statement-breakpoint
CREATE INDEX "simulations_workflow_idx" ON "workflows"."simulations" ("workflow_id","id");--> statement-breakpoint
CREATE INDEX "workflows_active_idx" ON "workflows"."workflows" ("id","active_version");--> statement-breakpoint
CREATE INDEX "workflows_mutex_group_idx" ON "workflows"."workflows" ("mutex_group") WHERE "mutex_group" is not null;--> statement-breakpoint
CREATE INDEX "migration_items_run_idx" ON "workflows"."migration_items" ("run_id");--> statement-breakpoint
CREATE INDEX "migrations_from_idx" ON "workflows"."migrations" ("workflow_id","from_n");--> statement-breakpoint
CREATE INDEX "migrations_to_idx" ON "workflows"."migrations" ("workflow_id","to_n");--> statement-breakpoint
CREATE UNIQUE INDEX "migrations_running_key" ON "workflows"."migrations" ("workflow_id") WHERE "state" in ('applying','reverting');--> statement-breakpoint
CREATE INDEX "steppers_at_idx" ON "workflows"."steppers" ("at");--> statement-breakpoint
CREATE INDEX "cursors_wake_idx" ON "workflows"."cursors" ("lane","wake_at") WHERE "wake_at" is not null;--> statement-breakpoint
CREATE INDEX "effects_target_idx" ON "workflows"."effects" ("target_ref") WHERE "target_ref" is not null;--> statement-breakpoint
CREATE INDEX "effects_open_idx" ON "workflows"."effects" ("updated_at") WHERE "state" in ('handed','in_doubt');--> statement-breakpoint
CREATE UNIQUE INDEX "runs_live_entry_key" ON "workflows"."runs" ("workflow_id","entry_key") WHERE "state" <> 'finished';--> statement-breakpoint
CREATE UNIQUE INDEX "runs_source_key" ON "workflows"."runs" ("workflow_id","source","source_ref") WHERE "source_ref" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_mutex_key" ON "workflows"."runs" ("mutex_group","subject_type","subject_id") WHERE "state" <> 'finished' and "mutex_group" is not null;--> statement-breakpoint
CREATE INDEX "runs_subject_idx" ON "workflows"."runs" ("subject_type","subject_id","started_at");--> statement-breakpoint
CREATE INDEX "runs_version_idx" ON "workflows"."runs" ("workflow_id","version_n","id");--> statement-breakpoint
CREATE INDEX "runs_entry_idx" ON "workflows"."runs" ("workflow_id","entry_key","started_at");--> statement-breakpoint
CREATE INDEX "runs_parent_idx" ON "workflows"."runs" ("parent_run_id") WHERE "parent_run_id" is not null;--> statement-breakpoint
CREATE INDEX "runs_held_idx" ON "workflows"."runs" ("held_reason","id") WHERE "state" = 'held';--> statement-breakpoint
CREATE INDEX "tasks_workflow_idx" ON "workflows"."tasks" ("workflow_id","id");--> statement-breakpoint
CREATE INDEX "tasks_subject_idx" ON "workflows"."tasks" ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "tasks_user_idx" ON "workflows"."tasks" ("assignee_user_id","due_at","id") WHERE "state" = 'open' and "assignee_user_id" is not null;--> statement-breakpoint
CREATE INDEX "tasks_role_idx" ON "workflows"."tasks" ("assignee_role","due_at","id") WHERE "state" = 'open' and "assignee_role" is not null;--> statement-breakpoint
CREATE INDEX "tasks_due_idx" ON "workflows"."tasks" ("due_at") WHERE "state" = 'open';--> statement-breakpoint
ALTER TABLE "workflows"."backtests" ADD CONSTRAINT "backtests_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."draft_history" ADD CONSTRAINT "draft_history_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."pace" ADD CONSTRAINT "pace_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."scans" ADD CONSTRAINT "scans_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."schedules_due" ADD CONSTRAINT "schedules_due_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."segment_members" ADD CONSTRAINT "segment_members_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."simulations" ADD CONSTRAINT "simulations_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."versions" ADD CONSTRAINT "versions_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migration_items" ADD CONSTRAINT "migration_items_migration_fk" FOREIGN KEY ("migration_id") REFERENCES "workflows"."migrations"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migration_items" ADD CONSTRAINT "migration_items_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."migrations" ADD CONSTRAINT "migrations_from_fk" FOREIGN KEY ("workflow_id","from_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."migrations" ADD CONSTRAINT "migrations_to_fk" FOREIGN KEY ("workflow_id","to_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."node_stats" ADD CONSTRAINT "node_stats_version_fk" FOREIGN KEY ("workflow_id","version_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."cursors" ADD CONSTRAINT "cursors_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."effects" ADD CONSTRAINT "effects_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."mailbox" ADD CONSTRAINT "mailbox_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."runs" ADD CONSTRAINT "runs_version_fk" FOREIGN KEY ("workflow_id","version_n") REFERENCES "workflows"."versions"("workflow_id","n");--> statement-breakpoint
ALTER TABLE "workflows"."runs" ADD CONSTRAINT "runs_parent_fk" FOREIGN KEY ("parent_run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."task_decisions" ADD CONSTRAINT "task_decisions_task_fk" FOREIGN KEY ("task_id") REFERENCES "workflows"."tasks"("id");--> statement-breakpoint
ALTER TABLE "workflows"."tasks" ADD CONSTRAINT "tasks_run_fk" FOREIGN KEY ("run_id") REFERENCES "workflows"."runs"("id");--> statement-breakpoint
ALTER TABLE "workflows"."tasks" ADD CONSTRAINT "tasks_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");