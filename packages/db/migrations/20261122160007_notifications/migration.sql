CREATE SCHEMA "notifications";
--> statement-breakpoint
CREATE TABLE "notifications"."email_attempts" (
	"email_id" uuid,
	"attempt_no" integer,
	"provider" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"outcome" text,
	"answer" text,
	CONSTRAINT "email_attempts_pkey" PRIMARY KEY("email_id","attempt_no"),
	CONSTRAINT "email_attempts_outcome_chk" CHECK (("finished_at" is null) = ("outcome" is null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."email_events" (
	"id" uuid PRIMARY KEY,
	"provider" text NOT NULL,
	"provider_event_id" text NOT NULL,
	"provider_message_id" text NOT NULL,
	"email_id" uuid,
	"type" text NOT NULL,
	"permanent" boolean,
	"reason" text,
	"recipients" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "email_events_provider_key" UNIQUE("provider","provider_event_id"),
	CONSTRAINT "email_events_state_chk" CHECK ("state" in ('waiting', 'applied', 'filed'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."emails" (
	"id" uuid PRIMARY KEY,
	"intent_id" uuid NOT NULL,
	"resend_of" uuid CONSTRAINT "emails_resend_of_key" UNIQUE,
	"kind" text NOT NULL,
	"class" text NOT NULL,
	"platform" text NOT NULL,
	"user_id" uuid,
	"lead_id" uuid,
	"to_address" text NOT NULL,
	"address_hash" text NOT NULL,
	"to_name" text,
	"from_address" text,
	"subject" text,
	"body_text" text,
	"template_version" text,
	"list_code" text,
	"state" text NOT NULL,
	"rank" smallint GENERATED ALWAYS AS ((case state when 'sending' then 1 when 'in_doubt' then 1 when 'sent' then 2 when 'delivered' then 3 when 'bounced' then 4 when 'complained' then 5 else 0 end)) STORED,
	"due_at" timestamp with time zone NOT NULL,
	"priority" smallint NOT NULL,
	"provider" text,
	"provider_message_id" text,
	"message_id" text NOT NULL CONSTRAINT "emails_message_id_key" UNIQUE,
	"attempts" integer DEFAULT 0 NOT NULL,
	"doubts" integer DEFAULT 0 NOT NULL,
	"leased_until" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"redacted" boolean NOT NULL,
	CONSTRAINT "emails_provider_message_key" UNIQUE("provider","provider_message_id"),
	CONSTRAINT "emails_state_chk" CHECK ("state" in ('queued', 'deferred', 'sending', 'in_doubt', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'cancelled', 'suppressed')),
	CONSTRAINT "emails_lease_chk" CHECK (("state" = 'sending') = ("leased_until" is not null)),
	CONSTRAINT "emails_redacted_chk" CHECK (not ("redacted" and "body_text" is not null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."intents" (
	"id" uuid PRIMARY KEY,
	"kind" text NOT NULL,
	"platform" text NOT NULL,
	"user_id" uuid,
	"address" text,
	"lead_id" uuid,
	"recipient_key" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"data" jsonb NOT NULL,
	"sealed" text,
	"expires_at" timestamp with time zone,
	"origin" text,
	"requested_at" timestamp with time zone NOT NULL,
	"requested_by" uuid,
	"state" text NOT NULL,
	"decision" text,
	"reason" text,
	"facts" jsonb NOT NULL,
	"decided_at" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "intents_request_key" UNIQUE("kind","recipient_key","dedupe_key"),
	CONSTRAINT "intents_recipient_chk" CHECK ("user_id" is not null or "address" is not null or "state" not in ('requested', 'deferred')),
	CONSTRAINT "intents_state_chk" CHECK ("state" in ('requested', 'deferred', 'allowed', 'settled', 'suppressed', 'refused', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."day_slots" (
	"user_id" uuid,
	"day" date,
	"slot" smallint,
	"claim_key" text NOT NULL,
	"class" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "day_slots_pkey" PRIMARY KEY("user_id","day","slot"),
	CONSTRAINT "day_slots_claim_key" UNIQUE("user_id","claim_key"),
	CONSTRAINT "day_slots_slot_chk" CHECK ("slot" between 1 and 3)
);
--> statement-breakpoint
CREATE TABLE "notifications"."notices" (
	"id" uuid PRIMARY KEY,
	"user_id" uuid NOT NULL,
	"intent_id" uuid NOT NULL CONSTRAINT "notices_intent_key" UNIQUE,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"link" text,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"archived_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "notices_link_chk" CHECK ("link" ~ '^/($|[^/\\])')
);
--> statement-breakpoint
CREATE TABLE "notifications"."preferences" (
	"user_id" uuid,
	"topic" text,
	"channel" text,
	"is_on" boolean NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "preferences_pkey" PRIMARY KEY("user_id","topic","channel"),
	CONSTRAINT "preferences_mandatory_chk" CHECK ("is_on" or "topic" not in ('account', 'payments'))
);
--> statement-breakpoint
CREATE TABLE "notifications"."quiet_hours" (
	"user_id" uuid PRIMARY KEY,
	"from_time" text NOT NULL,
	"to_time" text NOT NULL,
	"days" jsonb NOT NULL,
	"set_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."unread" (
	"user_id" uuid PRIMARY KEY,
	"n" integer NOT NULL,
	CONSTRAINT "unread_n_chk" CHECK ("n" >= 0)
);
--> statement-breakpoint
CREATE TABLE "notifications"."suppressions" (
	"id" uuid PRIMARY KEY,
	"address_hash" text NOT NULL,
	"address" text,
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"source" text,
	"note" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"expires_at" timestamp with time zone,
	"lifted_at" timestamp with time zone,
	"lifted_by" text,
	CONSTRAINT "suppressions_reason_chk" CHECK ("reason" in ('hard-bounce', 'complaint', 'unsubscribe', 'soft-bounces', 'manual')),
	CONSTRAINT "suppressions_lifted_chk" CHECK (("lifted_at" is null) = ("lifted_by" is null))
);
--> statement-breakpoint
CREATE TABLE "notifications"."template_versions" (
	"template_id" uuid,
	"version" integer,
	"state" text NOT NULL,
	"subject" text NOT NULL,
	"html" text,
	"text" text,
	"variables" jsonb NOT NULL,
	"checksum" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "template_versions_pkey" PRIMARY KEY("template_id","version"),
	CONSTRAINT "template_versions_state_chk" CHECK ("state" in ('draft', 'published', 'retired')),
	CONSTRAINT "template_versions_body_chk" CHECK ("html" is not null or "text" is not null)
);
--> statement-breakpoint
CREATE TABLE "notifications"."templates" (
	"id" uuid PRIMARY KEY,
	"code" text NOT NULL,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "templates_code_key" UNIQUE("code","channel","locale")
);
--> statement-breakpoint
CREATE INDEX "email_events_email_idx" ON "notifications"."email_events" ("email_id","at");--> statement-breakpoint
CREATE INDEX "email_events_waiting_idx" ON "notifications"."email_events" ("received_at") WHERE "state" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "emails_first_key" ON "notifications"."emails" ("intent_id") WHERE "resend_of" is null;--> statement-breakpoint
CREATE INDEX "emails_intent_idx" ON "notifications"."emails" ("intent_id");--> statement-breakpoint
CREATE INDEX "emails_due_idx" ON "notifications"."emails" ("due_at","priority") WHERE "state" in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "emails_lease_idx" ON "notifications"."emails" ("leased_until") WHERE "state" = 'sending';--> statement-breakpoint
CREATE INDEX "emails_doubt_idx" ON "notifications"."emails" ("id") WHERE "state" = 'in_doubt';--> statement-breakpoint
CREATE INDEX "emails_state_idx" ON "notifications"."emails" ("state","id");--> statement-breakpoint
CREATE INDEX "emails_user_idx" ON "notifications"."emails" ("user_id","id");--> statement-breakpoint
CREATE INDEX "emails_address_idx" ON "notifications"."emails" ("address_hash","id");--> statement-breakpoint
CREATE INDEX "emails_body_idx" ON "notifications"."emails" ("created_at") WHERE "body_text" is not null;--> statement-breakpoint
CREATE INDEX "intents_due_idx" ON "notifications"."intents" ("due_at") WHERE "state" in ('requested', 'deferred');--> statement-breakpoint
CREATE INDEX "intents_kind_idx" ON "notifications"."intents" ("kind","id");--> statement-breakpoint
CREATE INDEX "intents_user_idx" ON "notifications"."intents" ("user_id","id");--> statement-breakpoint
CREATE INDEX "intents_sealed_idx" ON "notifications"."intents" ("expires_at") WHERE "sealed" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "day_slots_marketing_key" ON "notifications"."day_slots" ("user_id","day") WHERE "class" = 'marketing';--> statement-breakpoint
CREATE INDEX "notices_live_idx" ON "notifications"."notices" ("user_id","id") WHERE "archived_at" is null;--> statement-breakpoint
CREATE INDEX "notices_unread_idx" ON "notifications"."notices" ("user_id","id") WHERE "read_at" is null and "archived_at" is null;--> statement-breakpoint
CREATE INDEX "notices_archived_idx" ON "notifications"."notices" ("user_id","id") WHERE "archived_at" is not null;--> statement-breakpoint
CREATE INDEX "notices_expiry_idx" ON "notifications"."notices" ("expires_at") WHERE "read_at" is null and "archived_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_active_key" ON "notifications"."suppressions" ("address_hash","scope","reason") WHERE "lifted_at" is null;--> statement-breakpoint
CREATE INDEX "suppressions_address_idx" ON "notifications"."suppressions" ("address_hash","id");--> statement-breakpoint
CREATE UNIQUE INDEX "template_versions_published_key" ON "notifications"."template_versions" ("template_id") WHERE "state" = 'published';--> statement-breakpoint
ALTER TABLE "notifications"."email_attempts" ADD CONSTRAINT "email_attempts_email_fk" FOREIGN KEY ("email_id") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "notifications"."email_events" ADD CONSTRAINT "email_events_email_fk" FOREIGN KEY ("email_id") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "notifications"."emails" ADD CONSTRAINT "emails_intent_fk" FOREIGN KEY ("intent_id") REFERENCES "notifications"."intents"("id");--> statement-breakpoint
ALTER TABLE "notifications"."emails" ADD CONSTRAINT "emails_resend_of_fk" FOREIGN KEY ("resend_of") REFERENCES "notifications"."emails"("id");--> statement-breakpoint
ALTER TABLE "notifications"."notices" ADD CONSTRAINT "notices_intent_fk" FOREIGN KEY ("intent_id") REFERENCES "notifications"."intents"("id");--> statement-breakpoint
ALTER TABLE "notifications"."template_versions" ADD CONSTRAINT "template_versions_template_fk" FOREIGN KEY ("template_id") REFERENCES "notifications"."templates"("id");