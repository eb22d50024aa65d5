CREATE TABLE "identity"."session_horizon" (
	"id" boolean PRIMARY KEY DEFAULT true,
	"ends_until" timestamp with time zone NOT NULL,
	CONSTRAINT "session_horizon_one_row_chk" CHECK (id)
);
