CREATE INDEX "role_changes_state_idx" ON "identity"."role_changes" ("state","id");--> statement-breakpoint
CREATE INDEX "imports_state_idx" ON "leads"."imports" ("state","id");--> statement-breakpoint
CREATE INDEX "workflows_status_idx" ON "workflows"."workflows" ("status","id");