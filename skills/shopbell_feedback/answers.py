"""What customers said, and whom not to ask, as rows."""

from shopbell import Migration

MIGRATIONS = (
    Migration(
        1,
        """
        CREATE TABLE p_shopbell_feedback_answer (
            subject     TEXT PRIMARY KEY,        -- customer and thing: nobody is asked twice for one thing
            customer_id {INT} NOT NULL,
            measure     TEXT NOT NULL,
            asked_at    {INT} NOT NULL,          -- milliseconds UTC
            score       {INT},                   -- NULL: not answered
            comment     TEXT
        ) {STRICT};
        CREATE TABLE p_shopbell_feedback_opt_out (
            customer_id {INT} PRIMARY KEY
        ) {STRICT};
        """,
    ),
    Migration(2, "CREATE INDEX p_shopbell_feedback_answer_customer ON p_shopbell_feedback_answer (customer_id)"),
)
ASK = "INSERT INTO p_shopbell_feedback_answer (subject, customer_id, measure, asked_at) VALUES (?, ?, ?, ?)"
SCORE = "UPDATE p_shopbell_feedback_answer SET score = ? WHERE subject = ?"
COMMENT = "UPDATE p_shopbell_feedback_answer SET comment = ? WHERE subject = ?"
OPT_OUT = "INSERT INTO p_shopbell_feedback_opt_out VALUES (?) ON CONFLICT (customer_id) DO NOTHING"
MAY_ASK = """
    SELECT NOT EXISTS (SELECT 1 FROM p_shopbell_feedback_answer WHERE subject = ?)
       AND NOT EXISTS (SELECT 1 FROM p_shopbell_feedback_opt_out WHERE customer_id = ?)"""
