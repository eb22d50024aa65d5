CREATE TABLE "workflows"."standing" (
	"workflow_id" uuid,
	"version_n" integer,
	"node_id" text,
	"people" bigint NOT NULL,
	CONSTRAINT "standing_pkey" PRIMARY KEY("workflow_id","version_n","node_id")
);
--> statement-breakpoint
CREATE TABLE "workflows"."standing_deltas" (
	"n" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "workflows"."standing_deltas_n_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workflow_id" uuid NOT NULL,
	"version_n" integer NOT NULL,
	"node_id" text NOT NULL,
	"people" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workflows"."cursors" ADD COLUMN "workflow_id" uuid;--> statement-breakpoint
CREATE INDEX "cursors_standing_idx" ON "workflows"."cursors" ("workflow_id","node_id","run_id");--> statement-breakpoint
ALTER TABLE "workflows"."standing" ADD CONSTRAINT "standing_version_fk" FOREIGN KEY ("workflow_id","version_n") REFERENCES "workflows"."versions"("workflow_id","n");