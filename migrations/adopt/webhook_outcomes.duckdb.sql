-- migrate: adopts 006_add_webhook_processing_fields
-- migrate: before 010_command_privacy
-- What came of a delivery before there was an inbox. One that failed is dead: to work on it again is for a
-- person to decide, since half of the work may have been done. A forged one stays rejected.
UPDATE webhook_events SET
  state = CASE aside.processed_ok WHEN true THEN 'processed' WHEN false THEN 'dead' ELSE state END,
  attempts = 1,
  last_error = left(aside.processing_error, 2000),
  completed_at = aside.processed_at
FROM webhook_outcomes_aside AS aside
WHERE aside.event_id = webhook_events.id AND webhook_events.signature_ok;

DROP TABLE webhook_outcomes_aside;
