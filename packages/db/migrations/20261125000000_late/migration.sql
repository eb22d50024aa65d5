ALTER TABLE "leads"."imports" ADD COLUMN "read_place" jsonb;--> statement-breakpoint
CREATE INDEX "leads_name_city_idx" ON "leads"."leads" ("name_key",lower("city"),"id") WHERE "root_id" = "id" and "name_key" <> '' and "city" is not null;--> statement-breakpoint
CREATE INDEX "leads_name_college_idx" ON "leads"."leads" ("name_key",lower("college"),"id") WHERE "root_id" = "id" and "name_key" <> '' and "college" is not null;--> statement-breakpoint
CREATE INDEX "runs_held_page_idx" ON "workflows"."runs" ("workflow_id","id") WHERE "state" = 'held';