CREATE TABLE write_probe (
  id INT PRIMARY KEY,
  probed_at TIMESTAMPTZ NOT NULL
);
