CREATE SCHEMA "files";
--> statement-breakpoint
CREATE SCHEMA "leads";
--> statement-breakpoint
CREATE TABLE "files"."objects" (
	"id" uuid PRIMARY KEY,
	"purpose" text NOT NULL,
	"owner_domain" text NOT NULL,
	"owner_ref" text NOT NULL,
	"subject_user_id" uuid,
	"uploaded_by" text NOT NULL,
	"name" text NOT NULL,
	"declared_type" text NOT NULL,
	"type" text,
	"size" bigint,
	"sha256" bytea,
	"storage_key" text NOT NULL CONSTRAINT "objects_storage_key_key" UNIQUE,
	"state" text NOT NULL,
	"verdict" text NOT NULL,
	"reject_reason" text,
	"width" integer,
	"height" integer,
	"pages" integer,
	"duration_ms" integer,
	"retain_until" timestamp with time zone,
	"legal_hold" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"stored_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"purged_at" timestamp with time zone,
	CONSTRAINT "objects_state_chk" CHECK ("state" in ('ticket', 'uploaded', 'scanning', 'stored', 'quarantined', 'rejected', 'expired', 'deleted', 'purged')),
	CONSTRAINT "objects_verdict_chk" CHECK ("verdict" in ('pending', 'clean', 'infected', 'unscannable')),
	CONSTRAINT "objects_stored_complete_chk" CHECK ("state" <> 'stored' or ("size" is not null and "sha256" is not null and "type" is not null and "stored_at" is not null)),
	CONSTRAINT "objects_infected_quarantined_chk" CHECK ("verdict" <> 'infected' or "state" = 'quarantined'),
	CONSTRAINT "objects_name_size_chk" CHECK (octet_length("name") between 1 and 255)
);
--> statement-breakpoint
CREATE TABLE "files"."uploads" (
	"object_id" uuid PRIMARY KEY,
	"method" text NOT NULL,
	"storage_upload_id" text,
	"parts" jsonb,
	"declared_size" bigint,
	"declared_sha256" bytea,
	"expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "uploads_method_chk" CHECK ("method" in ('put', 'multipart'))
);
--> statement-breakpoint
CREATE TABLE "leads"."activities" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text,
	"direction" text DEFAULT 'none' NOT NULL,
	"actor" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"source_ref" text NOT NULL,
	"data" jsonb NOT NULL,
	"corrects_id" uuid,
	CONSTRAINT "activities_source_key" UNIQUE("source_ref","kind"),
	CONSTRAINT "activities_direction_chk" CHECK ("direction" in ('in','out','none'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_points" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"role" text NOT NULL,
	"is_primary" boolean NOT NULL,
	"phone_type" text,
	"state" text DEFAULT 'ok' NOT NULL,
	"bad_reason" text,
	"verified_at" timestamp with time zone,
	"moved_by_merge" uuid,
	CONSTRAINT "contact_points_lead_value_key" UNIQUE("lead_id","kind","value"),
	CONSTRAINT "contact_points_kind_chk" CHECK ("kind" in ('phone','email')),
	CONSTRAINT "contact_points_role_chk" CHECK ("role" in ('identifying','shared')),
	CONSTRAINT "contact_points_value_chk" CHECK (case "kind" when 'phone' then "value" ~ '^\+[1-9][0-9]{5,14}$' else "value" = lower("value") and length("value") between 3 and 254 and position('@' in "value") > 1 end),
	CONSTRAINT "contact_points_phone_type_chk" CHECK (("kind" = 'phone') = ("phone_type" is not null) and "phone_type" in ('mobile','fixed','unknown')),
	CONSTRAINT "contact_points_state_chk" CHECK ("state" in ('ok','bad') and ("state" = 'bad') = ("bad_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."intakes" (
	"id" uuid PRIMARY KEY,
	"channel" text NOT NULL,
	"source_ref" text NOT NULL,
	"raw" jsonb,
	"normalised" jsonb NOT NULL,
	"campaign_id" uuid,
	"source_id" uuid,
	"vendor_id" uuid,
	"import_id" uuid,
	"owning_head_id" uuid,
	"captured_by" uuid,
	"outcome" text NOT NULL,
	"matched_by" text,
	"reject_code" text,
	"lead_id" uuid,
	"merge_id" uuid,
	"before" jsonb,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "intakes_source_key" UNIQUE("channel","source_ref"),
	CONSTRAINT "intakes_channel_chk" CHECK ("channel" in ('csv','vendor','form','manual','signup','application','inbound-call','inbound-whatsapp')),
	CONSTRAINT "intakes_outcome_chk" CHECK ("outcome" in ('created','matched','updated','shared-phone','rejected') and ("outcome" = 'rejected') = ("reject_code" is not null) and ("outcome" = 'rejected') = ("lead_id" is null)),
	CONSTRAINT "intakes_matched_by_chk" CHECK ("matched_by" in ('phone','email') and ("outcome" in ('matched','updated')) = ("matched_by" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."leads" (
	"id" uuid PRIMARY KEY,
	"number" bigint CONSTRAINT "leads_number_key" UNIQUE GENERATED ALWAYS AS IDENTITY (sequence name "leads"."leads_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text NOT NULL,
	"full_name" text DEFAULT '' NOT NULL,
	"name_key" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"lost_reason" text,
	"temperature" text,
	"temperature_at" timestamp with time zone,
	"predicted_interest" text,
	"predicted_at" timestamp with time zone,
	"city" text,
	"state" text,
	"college" text,
	"graduation_year" smallint,
	"profession" text,
	"language" text,
	"time_zone" text DEFAULT 'Asia/Kolkata' NOT NULL,
	"extra" jsonb NOT NULL,
	"owning_head_id" uuid,
	"assigned_to" uuid,
	"counsellor_id" uuid,
	"captured_by" uuid,
	"first_source_id" uuid,
	"first_intake_at" timestamp with time zone NOT NULL,
	"first_attempt_at" timestamp with time zone,
	"last_attempt_at" timestamp with time zone,
	"last_activity_at" timestamp with time zone NOT NULL,
	"status_since" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempt_days" integer DEFAULT 0 NOT NULL,
	"root_id" uuid NOT NULL,
	"converted_user_id" uuid,
	"reopened" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "leads_status_chk" CHECK ("status" in ('new','attempted','contacted','interested','counselling-booked','counselled','applied','paid','enrolled','lost','invalid','merged','withdrawn')),
	CONSTRAINT "leads_merged_chk" CHECK (("status" = 'merged') = ("root_id" <> "id")),
	CONSTRAINT "leads_lost_reason_chk" CHECK (("status" in ('lost','invalid')) = ("lost_reason" is not null)),
	CONSTRAINT "leads_extra_chk" CHECK (jsonb_typeof("extra") = 'object' and octet_length("extra"::text) <= 16384),
	CONSTRAINT "leads_temperature_chk" CHECK ("temperature" in ('hot','warm','cold') and "predicted_interest" in ('hot','warm','cold')),
	CONSTRAINT "leads_counts_chk" CHECK ("attempts" >= 0 and "attempt_days" between 0 and "attempts" and "reopened" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."status_changes" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	"disposition" text,
	"reason" text,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"seconds_in_previous" bigint NOT NULL,
	CONSTRAINT "status_changes_moved_chk" CHECK ("from_status" <> "to_status" and "seconds_in_previous" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."campaigns" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL CONSTRAINT "campaigns_code_key" UNIQUE,
	"name" text NOT NULL,
	"source_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"session_year" smallint,
	"cost_paise" bigint DEFAULT 0 NOT NULL,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	CONSTRAINT "campaigns_cost_chk" CHECK ("cost_paise" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."products" (
	"code" text PRIMARY KEY,
	"name" text NOT NULL,
	"current_session_year" smallint,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "products_code_chk" CHECK ("code" ~ '^[a-z0-9][a-z0-9-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "leads"."sources" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL CONSTRAINT "sources_code_key" UNIQUE,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"default_head_id" uuid
);
--> statement-breakpoint
CREATE TABLE "leads"."tags" (
	"id" uuid PRIMARY KEY,
	"slug" text NOT NULL CONSTRAINT "tags_slug_key" UNIQUE,
	"label" text NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "tags_slug_chk" CHECK ("slug" ~ '^[a-z0-9][a-z0-9-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "leads"."conversions" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"application_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"enrolled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversions_application_key" UNIQUE("lead_id","application_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."interests" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"session_year" smallint NOT NULL,
	"first_intake_id" uuid,
	"moved_by_merge" uuid,
	CONSTRAINT "interests_lead_product_key" UNIQUE("lead_id","product_code","session_year")
);
--> statement-breakpoint
CREATE TABLE "leads"."pool_count_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "leads"."pool_count_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"dimension" text NOT NULL,
	"key" text NOT NULL,
	"status" text NOT NULL,
	"delta" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."pool_counts" (
	"dimension" text,
	"key" text,
	"status" text,
	"count" bigint NOT NULL,
	CONSTRAINT "pool_counts_pkey" PRIMARY KEY("dimension","key","status")
);
--> statement-breakpoint
CREATE TABLE "leads"."duplicate_candidates" (
	"id" uuid PRIMARY KEY,
	"lead_a" uuid NOT NULL,
	"lead_b" uuid NOT NULL,
	"score_bp" integer NOT NULL,
	"signals" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	CONSTRAINT "duplicate_candidates_pair_key" UNIQUE("lead_a","lead_b"),
	CONSTRAINT "duplicate_candidates_order_chk" CHECK ("lead_a" < "lead_b" and "score_bp" between 0 and 10000),
	CONSTRAINT "duplicate_candidates_state_chk" CHECK ("state" in ('open','merged','dismissed'))
);
--> statement-breakpoint
CREATE TABLE "leads"."follow_ups" (
	"id" uuid PRIMARY KEY,
	"lead_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"note" text,
	"state" text DEFAULT 'open' NOT NULL,
	"notified_at" timestamp with time zone,
	"missed_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"moved_by_merge" uuid,
	CONSTRAINT "follow_ups_state_chk" CHECK ("state" in ('open','done','cancelled','missed') and ("state" = 'missed') = ("missed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "leads"."lead_tags" (
	"lead_id" uuid,
	"tag_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"moved_by_merge" uuid,
	CONSTRAINT "lead_tags_pkey" PRIMARY KEY("lead_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."merges" (
	"id" uuid PRIMARY KEY,
	"survivor_id" uuid NOT NULL,
	"absorbed_id" uuid NOT NULL,
	"actor" text NOT NULL,
	"by_user_id" uuid,
	"reason" text NOT NULL,
	"plan" jsonb NOT NULL,
	"merged_at" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "merges_two_leads_chk" CHECK ("survivor_id" <> "absorbed_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."team_edges" (
	"head_id" uuid,
	"member_id" uuid,
	CONSTRAINT "team_edges_pkey" PRIMARY KEY("head_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "leads"."consents" (
	"id" uuid PRIMARY KEY,
	"value_hash" text NOT NULL,
	"value" text,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"basis" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"expired_at" timestamp with time zone,
	"actor" text NOT NULL,
	"lead_id" uuid,
	CONSTRAINT "consents_channel_chk" CHECK ("channel" in ('call','sms','whatsapp','email','all') and "purpose" in ('promotional','service')),
	CONSTRAINT "consents_state_chk" CHECK ("state" in ('granted','withdrawn') and "basis" in ('explicit','enquiry','inbound','operator'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_days" (
	"value_hash" text,
	"day" date,
	"channel_class" text,
	"attempts" integer NOT NULL,
	"cap_at_write" integer NOT NULL,
	CONSTRAINT "contact_days_pkey" PRIMARY KEY("value_hash","day","channel_class"),
	CONSTRAINT "contact_days_cap_chk" CHECK ("attempts" <= "cap_at_write"),
	CONSTRAINT "contact_days_class_chk" CHECK ("channel_class" in ('call','promo'))
);
--> statement-breakpoint
CREATE TABLE "leads"."contact_permits" (
	"id" uuid PRIMARY KEY,
	"value_hash" text NOT NULL,
	"value" text NOT NULL,
	"channel" text NOT NULL,
	"purpose" text NOT NULL,
	"lead_id" uuid,
	"manual" boolean NOT NULL,
	"decision" jsonb NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" text,
	CONSTRAINT "contact_permits_used_chk" CHECK (("used_at" is null) = ("used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."dnd_scrubs" (
	"value_hash" text PRIMARY KEY,
	"registered" boolean NOT NULL,
	"categories" jsonb NOT NULL,
	"scrubbed_at" timestamp with time zone NOT NULL,
	"provider_ref" text
);
--> statement-breakpoint
CREATE TABLE "leads"."live_calls" (
	"value_hash" text PRIMARY KEY,
	"holder" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."reveals" (
	"user_id" uuid,
	"day" date,
	"shown" integer NOT NULL,
	CONSTRAINT "reveals_pkey" PRIMARY KEY("user_id","day")
);
--> statement-breakpoint
CREATE INDEX "objects_owner_idx" ON "files"."objects" ("owner_domain","owner_ref");--> statement-breakpoint
CREATE INDEX "objects_subject_idx" ON "files"."objects" ("subject_user_id");--> statement-breakpoint
CREATE INDEX "objects_retain_until_idx" ON "files"."objects" ("retain_until") WHERE "state" = 'stored';--> statement-breakpoint
CREATE INDEX "uploads_expires_at_idx" ON "files"."uploads" ("expires_at") WHERE "completed_at" is null;--> statement-breakpoint
CREATE INDEX "activities_lead_idx" ON "leads"."activities" ("lead_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "activities_corrects_idx" ON "leads"."activities" ("corrects_id") WHERE "corrects_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_points_identifying_key" ON "leads"."contact_points" ("kind","value" text_pattern_ops) WHERE "role" = 'identifying';--> statement-breakpoint
CREATE UNIQUE INDEX "contact_points_primary_key" ON "leads"."contact_points" ("lead_id","kind") WHERE "is_primary";--> statement-breakpoint
CREATE INDEX "contact_points_shared_idx" ON "leads"."contact_points" ("kind","value" text_pattern_ops) WHERE "role" = 'shared';--> statement-breakpoint
CREATE INDEX "contact_points_merge_idx" ON "leads"."contact_points" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "intakes_lead_idx" ON "leads"."intakes" ("lead_id","id");--> statement-breakpoint
CREATE INDEX "intakes_campaign_idx" ON "leads"."intakes" ("campaign_id","id") WHERE "campaign_id" is not null;--> statement-breakpoint
CREATE INDEX "intakes_source_idx" ON "leads"."intakes" ("source_id","id") WHERE "source_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "leads_converted_user_key" ON "leads"."leads" ("converted_user_id") WHERE "root_id" = "id" and "converted_user_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_root_idx" ON "leads"."leads" ("root_id") WHERE "root_id" <> "id";--> statement-breakpoint
CREATE INDEX "leads_activity_idx" ON "leads"."leads" ("last_activity_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_assigned_idx" ON "leads"."leads" ("assigned_to","last_activity_at","id") WHERE "root_id" = "id" and "assigned_to" is not null;--> statement-breakpoint
CREATE INDEX "leads_counsellor_idx" ON "leads"."leads" ("counsellor_id","last_activity_at","id") WHERE "root_id" = "id" and "counsellor_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_head_idx" ON "leads"."leads" ("owning_head_id","last_activity_at","id") WHERE "root_id" = "id" and "owning_head_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_unheld_idx" ON "leads"."leads" ("captured_by","last_activity_at","id") WHERE "root_id" = "id" and "assigned_to" is null and "counsellor_id" is null and "captured_by" is not null;--> statement-breakpoint
CREATE INDEX "leads_status_idx" ON "leads"."leads" ("status","last_activity_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_name_key_idx" ON "leads"."leads" ("name_key","id") WHERE "root_id" = "id" and "name_key" <> '';--> statement-breakpoint
CREATE INDEX "leads_source_idx" ON "leads"."leads" ("first_source_id") WHERE "first_source_id" is not null;--> statement-breakpoint
CREATE INDEX "status_changes_lead_idx" ON "leads"."status_changes" ("lead_id","at","id");--> statement-breakpoint
CREATE INDEX "campaigns_source_idx" ON "leads"."campaigns" ("source_id");--> statement-breakpoint
CREATE INDEX "campaigns_product_idx" ON "leads"."campaigns" ("product_code");--> statement-breakpoint
CREATE INDEX "interests_product_idx" ON "leads"."interests" ("product_code","session_year","lead_id");--> statement-breakpoint
CREATE INDEX "interests_merge_idx" ON "leads"."interests" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "pool_count_deltas_key_idx" ON "leads"."pool_count_deltas" ("dimension","key");--> statement-breakpoint
CREATE INDEX "duplicate_candidates_b_idx" ON "leads"."duplicate_candidates" ("lead_b");--> statement-breakpoint
CREATE INDEX "duplicate_candidates_open_idx" ON "leads"."duplicate_candidates" ("score_bp","id") WHERE "state" = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "follow_ups_open_key" ON "leads"."follow_ups" ("lead_id","owner_id") WHERE "state" = 'open';--> statement-breakpoint
CREATE INDEX "follow_ups_lead_idx" ON "leads"."follow_ups" ("lead_id","due_at");--> statement-breakpoint
CREATE INDEX "follow_ups_due_idx" ON "leads"."follow_ups" ("due_at") WHERE "state" = 'open' and "notified_at" is null;--> statement-breakpoint
CREATE INDEX "follow_ups_missed_idx" ON "leads"."follow_ups" ("due_at") WHERE "state" = 'open' and "notified_at" is not null;--> statement-breakpoint
CREATE INDEX "follow_ups_owner_idx" ON "leads"."follow_ups" ("owner_id","state","due_at","id");--> statement-breakpoint
CREATE INDEX "follow_ups_merge_idx" ON "leads"."follow_ups" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE INDEX "lead_tags_tag_idx" ON "leads"."lead_tags" ("tag_id","lead_id");--> statement-breakpoint
CREATE INDEX "lead_tags_merge_idx" ON "leads"."lead_tags" ("moved_by_merge") WHERE "moved_by_merge" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "merges_absorbed_open_key" ON "leads"."merges" ("absorbed_id") WHERE "undone_at" is null;--> statement-breakpoint
CREATE INDEX "merges_absorbed_idx" ON "leads"."merges" ("absorbed_id");--> statement-breakpoint
CREATE INDEX "merges_survivor_idx" ON "leads"."merges" ("survivor_id","id");--> statement-breakpoint
CREATE INDEX "team_edges_member_idx" ON "leads"."team_edges" ("member_id");--> statement-breakpoint
CREATE INDEX "consents_gate_idx" ON "leads"."consents" ("value_hash","channel","purpose","at");--> statement-breakpoint
CREATE INDEX "consents_expiry_idx" ON "leads"."consents" ("expires_at") WHERE "expires_at" is not null and "expired_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "contact_permits_used_by_key" ON "leads"."contact_permits" ("used_by");--> statement-breakpoint
CREATE INDEX "contact_permits_lead_idx" ON "leads"."contact_permits" ("lead_id","issued_at") WHERE "lead_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "live_calls_holder_key" ON "leads"."live_calls" ("holder");--> statement-breakpoint
ALTER TABLE "files"."uploads" ADD CONSTRAINT "uploads_object_id_objects_id_fkey" FOREIGN KEY ("object_id") REFERENCES "files"."objects"("id");--> statement-breakpoint
ALTER TABLE "leads"."activities" ADD CONSTRAINT "activities_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."activities" ADD CONSTRAINT "activities_corrects_fk" FOREIGN KEY ("corrects_id") REFERENCES "leads"."activities"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_campaign_id_campaigns_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "leads"."campaigns"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_source_id_sources_id_fkey" FOREIGN KEY ("source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."intakes" ADD CONSTRAINT "intakes_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."leads" ADD CONSTRAINT "leads_first_source_id_sources_id_fkey" FOREIGN KEY ("first_source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."leads" ADD CONSTRAINT "leads_root_fk" FOREIGN KEY ("root_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."status_changes" ADD CONSTRAINT "status_changes_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_source_id_sources_id_fkey" FOREIGN KEY ("source_id") REFERENCES "leads"."sources"("id");--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_product_code_products_code_fkey" FOREIGN KEY ("product_code") REFERENCES "leads"."products"("code");--> statement-breakpoint
ALTER TABLE "leads"."conversions" ADD CONSTRAINT "conversions_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."interests" ADD CONSTRAINT "interests_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."interests" ADD CONSTRAINT "interests_product_fk" FOREIGN KEY ("product_code") REFERENCES "leads"."products"("code");--> statement-breakpoint
ALTER TABLE "leads"."duplicate_candidates" ADD CONSTRAINT "duplicate_candidates_a_fk" FOREIGN KEY ("lead_a") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."duplicate_candidates" ADD CONSTRAINT "duplicate_candidates_b_fk" FOREIGN KEY ("lead_b") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."follow_ups" ADD CONSTRAINT "follow_ups_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."lead_tags" ADD CONSTRAINT "lead_tags_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."lead_tags" ADD CONSTRAINT "lead_tags_tag_fk" FOREIGN KEY ("tag_id") REFERENCES "leads"."tags"("id");--> statement-breakpoint
ALTER TABLE "leads"."merges" ADD CONSTRAINT "merges_survivor_fk" FOREIGN KEY ("survivor_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "leads"."merges" ADD CONSTRAINT "merges_absorbed_fk" FOREIGN KEY ("absorbed_id") REFERENCES "leads"."leads"("id");