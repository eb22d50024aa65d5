-- contract: nothing ever wrote or read it; simulate is a query and answers its report
DROP TABLE "workflows"."simulations";--> statement-breakpoint
CREATE INDEX "runs_outcome_idx" ON "workflows"."runs" ("workflow_id","outcome","id") WHERE "outcome" is not null;