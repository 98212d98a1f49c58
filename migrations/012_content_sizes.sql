-- How many bytes the texts of a row have that its caller may make long, so that a page or a batch can end
-- before it is too large without reading them. Null where it is not known: those rows are measured as they
-- are read, since to measure all of them here could take more memory than there is.
ALTER TABLE action_logs ADD COLUMN content_bytes INT;
ALTER TABLE commands ADD COLUMN content_bytes INT;
ALTER TABLE pending_actions ADD COLUMN content_bytes INT;
