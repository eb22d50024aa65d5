CREATE TABLE "webhooks"."attempts" (
	"message_id" text,
	"n" integer,
	"at" timestamp with time zone NOT NULL,
	"duration_ms" integer,
	"status" integer,
	"error" text,
	"response" text,
	"address" text,
	"probe" boolean DEFAULT false NOT NULL,
	CONSTRAINT "attempts_pkey" PRIMARY KEY("message_id","n"),
	CONSTRAINT "attempts_response_chk" CHECK (octet_length("response") <= 2048),
	CONSTRAINT "attempts_outcome_chk" CHECK ("duration_ms" is null or "status" is not null or "error" is not null)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."endpoints" (
	"id" uuid PRIMARY KEY,
	"ref" text NOT NULL,
	"owner_domain" text NOT NULL,
	"url" text NOT NULL,
	"mode" text NOT NULL,
	"state" text NOT NULL,
	"disabled_reason" text,
	"secrets" jsonb NOT NULL,
	"max_in_flight" integer NOT NULL,
	"allowed_in_flight" integer NOT NULL,
	"successes" integer DEFAULT 0 NOT NULL,
	"failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"transport_failures_in_a_row" integer DEFAULT 0 NOT NULL,
	"transport_failing_since" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"backlogged" boolean DEFAULT false NOT NULL,
	"probe_at" timestamp with time zone,
	"stopped_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "endpoints_state_chk" CHECK ("state" in ('enabled', 'paused', 'disabled')),
	CONSTRAINT "endpoints_mode_chk" CHECK ("mode" in ('live', 'sandbox')),
	CONSTRAINT "endpoints_disabled_chk" CHECK (("disabled_reason" is not null) = ("state" = 'disabled')),
	CONSTRAINT "endpoints_stopped_chk" CHECK (("stopped_at" is null) = ("state" = 'enabled')),
	CONSTRAINT "endpoints_secrets_chk" CHECK (jsonb_typeof("secrets") = 'array' and jsonb_array_length("secrets") between 1 and 2),
	CONSTRAINT "endpoints_in_flight_chk" CHECK ("max_in_flight" between 1 and 20 and "allowed_in_flight" between 1 and "max_in_flight"),
	CONSTRAINT "endpoints_failing_chk" CHECK (("failures_in_a_row" > 0) = ("failing_since" is not null) and "failures_in_a_row" >= 0),
	CONSTRAINT "endpoints_transport_chk" CHECK (("transport_failures_in_a_row" > 0) = ("transport_failing_since" is not null) and "transport_failures_in_a_row" between 0 and "failures_in_a_row"),
	CONSTRAINT "endpoints_probe_chk" CHECK ("probe_at" is null or "failures_in_a_row" >= 10),
	CONSTRAINT "endpoints_size_chk" CHECK (length("ref") between 1 and 200 and length("url") between 1 and 2000)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."messages" (
	"id" text PRIMARY KEY,
	"endpoint_id" uuid NOT NULL,
	"type" text NOT NULL,
	"order_key" text NOT NULL,
	"sequence" bigint NOT NULL,
	"body" bytea NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"sends" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"cancel_reason" text,
	"request_id" text NOT NULL,
	"cause" text,
	CONSTRAINT "messages_id_chk" CHECK ("id" ~ '^msg_[0-9a-f]{32}$'),
	CONSTRAINT "messages_state_chk" CHECK ("state" in ('pending', 'delivering', 'delivered', 'dead', 'cancelled')),
	CONSTRAINT "messages_body_chk" CHECK (octet_length("body") between 1 and 20479),
	CONSTRAINT "messages_next_chk" CHECK ("next_at" is null or "state" = 'pending'),
	CONSTRAINT "messages_lease_chk" CHECK (("lease_until" is not null) = ("state" = 'delivering')),
	CONSTRAINT "messages_settled_chk" CHECK (("settled_at" is not null) = ("state" in ('delivered', 'dead', 'cancelled'))),
	CONSTRAINT "messages_cancel_chk" CHECK (("cancel_reason" is not null) = ("state" = 'cancelled')),
	CONSTRAINT "messages_attempt_chk" CHECK ("attempt" between 0 and 10 and "sends" >= 0),
	CONSTRAINT "messages_size_chk" CHECK (length("order_key") between 1 and 200 and length("type") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."replays" (
	"id" uuid PRIMARY KEY,
	"requested_by" text NOT NULL,
	"reason" text NOT NULL,
	"filter" jsonb NOT NULL,
	"last_item" uuid,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "replays_state_chk" CHECK ("state" in ('running', 'done')),
	CONSTRAINT "replays_finished_chk" CHECK (("finished_at" is not null) = ("state" = 'done')),
	CONSTRAINT "replays_count_chk" CHECK ("total" >= 0 and "done" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "endpoints_ref_key" ON "webhooks"."endpoints" ("ref") WHERE "removed_at" is null;--> statement-breakpoint
CREATE INDEX "endpoints_owner_idx" ON "webhooks"."endpoints" ("owner_domain","id");--> statement-breakpoint
CREATE INDEX "endpoints_state_idx" ON "webhooks"."endpoints" ("state","id");--> statement-breakpoint
CREATE INDEX "endpoints_probe_idx" ON "webhooks"."endpoints" ("probe_at") WHERE "probe_at" is not null;--> statement-breakpoint
CREATE INDEX "endpoints_stopped_idx" ON "webhooks"."endpoints" ("stopped_at") WHERE "stopped_at" is not null;--> statement-breakpoint
CREATE INDEX "endpoints_removed_idx" ON "webhooks"."endpoints" ("removed_at") WHERE "removed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_place_key" ON "webhooks"."messages" ("endpoint_id","order_key","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_delivering_key" ON "webhooks"."messages" ("endpoint_id","order_key") WHERE "state" = 'delivering';--> statement-breakpoint
CREATE INDEX "messages_open_idx" ON "webhooks"."messages" ("endpoint_id","order_key","sequence") WHERE "state" = 'pending';--> statement-breakpoint
CREATE INDEX "messages_due_idx" ON "webhooks"."messages" ("endpoint_id","next_at") WHERE "next_at" is not null;--> statement-breakpoint
CREATE INDEX "messages_endpoint_state_idx" ON "webhooks"."messages" ("endpoint_id","state","id");--> statement-breakpoint
CREATE INDEX "messages_endpoint_type_idx" ON "webhooks"."messages" ("endpoint_id","type","id");--> statement-breakpoint
CREATE INDEX "messages_blocked_idx" ON "webhooks"."messages" ("id") WHERE "state" = 'pending' and "next_at" is null;--> statement-breakpoint
CREATE INDEX "messages_lease_idx" ON "webhooks"."messages" ("lease_until") WHERE "lease_until" is not null;--> statement-breakpoint
CREATE INDEX "messages_endpoint_idx" ON "webhooks"."messages" ("endpoint_id","id");--> statement-breakpoint
CREATE INDEX "messages_state_idx" ON "webhooks"."messages" ("state","id");--> statement-breakpoint
CREATE INDEX "messages_cause_idx" ON "webhooks"."messages" ("cause","id") WHERE "cause" is not null;--> statement-breakpoint
CREATE INDEX "messages_settled_idx" ON "webhooks"."messages" ("settled_at") WHERE "settled_at" is not null;--> statement-breakpoint
CREATE INDEX "replays_running_idx" ON "webhooks"."replays" ("id") WHERE "state" = 'running';--> statement-breakpoint
CREATE INDEX "replays_created_at_idx" ON "webhooks"."replays" ("created_at");--> statement-breakpoint
ALTER TABLE "webhooks"."attempts" ADD CONSTRAINT "attempts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "webhooks"."messages"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "webhooks"."messages" ADD CONSTRAINT "messages_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhooks"."endpoints"("id");