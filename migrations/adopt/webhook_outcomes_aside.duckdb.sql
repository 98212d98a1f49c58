-- migrate: adopts 006_add_webhook_processing_fields
-- migrate: before 004_idempotency_keys_and_deliveries
-- That migration rebuilds the table of deliveries without these columns, and the inbox that has a place for
-- them comes later.
CREATE TABLE webhook_outcomes_aside AS
SELECT id AS event_id, processed_ok, processing_error, processed_at
FROM webhook_events
WHERE processed_ok IS NOT NULL OR processing_error IS NOT NULL OR processed_at IS NOT NULL;
