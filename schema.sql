-- The schema of Boing's store on MySQL 8 and MariaDB 10.6 or newer.
-- Made by: python -m gateway.storage.schema > schema.sql
-- Not needed where `boing db migrate` runs: it makes the same tables.
-- Times are microseconds since the epoch, UTC.

CREATE TABLE alert_notes (
	id BIGINT NOT NULL AUTO_INCREMENT,
	alert_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	author VARCHAR(255) NOT NULL,
	text VARCHAR(4000) NOT NULL,
	CONSTRAINT pk_alert_notes PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_alert_notes_alert_id_id ON alert_notes (alert_id, id);

CREATE TABLE alerts (
	id BIGINT NOT NULL AUTO_INCREMENT,
	api_id BIGINT NOT NULL,
	detector VARCHAR(64) NOT NULL,
	identity VARCHAR(272) NOT NULL,
	operation VARCHAR(255) NOT NULL,
	title VARCHAR(512) NOT NULL,
	severity SMALLINT NOT NULL,
	status VARCHAR(16) NOT NULL,
	count BIGINT NOT NULL,
	stopped BIGINT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	rules MEDIUMTEXT NOT NULL,
	samples MEDIUMTEXT NOT NULL,
	muted_until BIGINT NOT NULL,
	acked_by VARCHAR(255) NOT NULL,
	acked_at BIGINT NOT NULL,
	review VARCHAR(16) NOT NULL,
	reviewed_by VARCHAR(255) NOT NULL,
	reviewed_at BIGINT NOT NULL,
	CONSTRAINT pk_alerts PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_alerts_identity_detector_api_id_id ON alerts (identity, detector, api_id, id);

CREATE INDEX ix_alerts_last_at_id ON alerts (last_at, id);

CREATE INDEX ix_alerts_status_last_at_id ON alerts (status, last_at, id);

CREATE INDEX ix_alerts_status_severity ON alerts (status, severity);

CREATE TABLE api_tokens (
	id BIGINT NOT NULL AUTO_INCREMENT,
	user_id BIGINT NOT NULL,
	name VARCHAR(128) NOT NULL,
	hint VARCHAR(16) NOT NULL,
	token_hash VARCHAR(64) NOT NULL,
	scopes MEDIUMTEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	last_used_at BIGINT NOT NULL,
	CONSTRAINT pk_api_tokens PRIMARY KEY (id),
	CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);

CREATE TABLE apis (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(128) NOT NULL,
	document MEDIUMTEXT NOT NULL,
	ingest_key_hash VARCHAR(128) NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_apis PRIMARY KEY (id),
	CONSTRAINT uq_apis_name UNIQUE (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_apis_ingest_key_hash ON apis (ingest_key_hash);

CREATE TABLE audit (
	id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	user_id BIGINT,
	actor VARCHAR(255) NOT NULL,
	address VARCHAR(64) NOT NULL,
	action VARCHAR(128) NOT NULL,
	target VARCHAR(255) NOT NULL,
	`before` MEDIUMTEXT,
	after MEDIUMTEXT,
	prev_hash VARCHAR(64) NOT NULL,
	hash VARCHAR(64) NOT NULL,
	CONSTRAINT pk_audit PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_audit_actor_at ON audit (actor, at);

CREATE INDEX ix_audit_at ON audit (at);

CREATE TABLE behaviour_state (
	name VARCHAR(64) NOT NULL,
	updated_at BIGINT NOT NULL,
	position BIGINT NOT NULL,
	since BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	identities BIGINT NOT NULL,
	concluded BIGINT NOT NULL,
	ready BOOL NOT NULL,
	bytes BIGINT NOT NULL,
	`blob` LONGBLOB NOT NULL,
	baselines MEDIUMTEXT,
	CONSTRAINT pk_behaviour_state PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE channels (
	id BIGINT NOT NULL AUTO_INCREMENT,
	name VARCHAR(128) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	enabled BOOL NOT NULL,
	config MEDIUMTEXT NOT NULL,
	severity SMALLINT NOT NULL,
	api_ids MEDIUMTEXT NOT NULL,
	quiet MEDIUMTEXT,
	per_hour INTEGER NOT NULL,
	version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_channels PRIMARY KEY (id),
	CONSTRAINT uq_channels_name UNIQUE (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE cursors (
	name VARCHAR(64) NOT NULL,
	position BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_cursors PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE decisions (
	id BIGINT NOT NULL AUTO_INCREMENT,
	type VARCHAR(16) NOT NULL,
	scope VARCHAR(16) NOT NULL,
	target VARCHAR(255) NOT NULL,
	api_id BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	origin VARCHAR(64) NOT NULL,
	reason VARCHAR(512) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_decisions PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_decisions_expires_at ON decisions (expires_at);

CREATE INDEX ix_decisions_scope_target ON decisions (scope, target);

CREATE TABLE deliveries (
	id BIGINT NOT NULL AUTO_INCREMENT,
	channel_id BIGINT NOT NULL,
	alert_id BIGINT NOT NULL,
	kind VARCHAR(16) NOT NULL,
	message_id VARCHAR(64) NOT NULL,
	state VARCHAR(16) NOT NULL,
	content MEDIUMTEXT NOT NULL,
	attempts INTEGER NOT NULL,
	due_at BIGINT NOT NULL,
	error VARCHAR(512) NOT NULL,
	log MEDIUMTEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_deliveries PRIMARY KEY (id),
	CONSTRAINT uq_deliveries_message_id UNIQUE (message_id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_deliveries_alert_id_id ON deliveries (alert_id, id);

CREATE INDEX ix_deliveries_channel_id_id ON deliveries (channel_id, id);

CREATE INDEX ix_deliveries_state_due_at ON deliveries (state, due_at);

CREATE TABLE detectors (
	id VARCHAR(64) NOT NULL,
	mode VARCHAR(16) NOT NULL,
	on_error VARCHAR(16) NOT NULL,
	options MEDIUMTEXT NOT NULL,
	version INTEGER NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_detectors PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE exchanges (
	id BIGINT NOT NULL,
	request_id VARCHAR(64) NOT NULL,
	at BIGINT NOT NULL,
	api_id BIGINT NOT NULL,
	operation VARCHAR(255) NOT NULL,
	method VARCHAR(32) NOT NULL,
	path VARCHAR(2048) NOT NULL,
	query VARCHAR(2048) NOT NULL,
	host VARCHAR(255) NOT NULL,
	version VARCHAR(16) NOT NULL,
	status SMALLINT NOT NULL,
	action VARCHAR(16) NOT NULL,
	would VARCHAR(16) NOT NULL,
	score INTEGER NOT NULL,
	reason VARCHAR(128) NOT NULL,
	peer VARCHAR(64) NOT NULL,
	client VARCHAR(64) NOT NULL,
	identity_kind VARCHAR(16) NOT NULL,
	identity VARCHAR(255) NOT NULL,
	user_agent VARCHAR(512) NOT NULL,
	request_bytes BIGINT NOT NULL,
	response_bytes BIGINT NOT NULL,
	duration BIGINT NOT NULL,
	upstream BIGINT NOT NULL,
	inspection BIGINT NOT NULL,
	cost MEDIUMTEXT NOT NULL,
	error VARCHAR(64) NOT NULL,
	revision BIGINT NOT NULL,
	source VARCHAR(16) NOT NULL,
	gateway VARCHAR(128) NOT NULL,
	country VARCHAR(2) NOT NULL,
	CONSTRAINT pk_exchanges PRIMARY KEY (id, at),
	CONSTRAINT uq_exchanges_request_id_at UNIQUE (request_id, at)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin PARTITION BY RANGE (at) (PARTITION rest VALUES LESS THAN MAXVALUE);

CREATE INDEX ix_exchanges_action_at_id ON exchanges (action, at, id);

CREATE INDEX ix_exchanges_api_id_at_id ON exchanges (api_id, at, id);

CREATE INDEX ix_exchanges_at_id ON exchanges (at, id);

CREATE INDEX ix_exchanges_client_at_id ON exchanges (client, at, id);

CREATE INDEX ix_exchanges_identity_at_id ON exchanges (identity, at, id);

CREATE TABLE exclusions (
	id BIGINT NOT NULL AUTO_INCREMENT,
	rule VARCHAR(128) NOT NULL,
	tag VARCHAR(128) NOT NULL,
	api_id BIGINT NOT NULL,
	operation VARCHAR(255) NOT NULL,
	parameter VARCHAR(255) NOT NULL,
	reason VARCHAR(512) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_exclusions PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_exclusions_expires_at ON exclusions (expires_at);

CREATE TABLE findings (
	exchange_id BIGINT NOT NULL,
	ordinal INTEGER NOT NULL,
	at BIGINT NOT NULL,
	api_id BIGINT NOT NULL,
	detector VARCHAR(64) NOT NULL,
	rule VARCHAR(128) NOT NULL,
	severity SMALLINT NOT NULL,
	effect VARCHAR(16) NOT NULL,
	mode VARCHAR(16) NOT NULL,
	location VARCHAR(255) NOT NULL,
	evidence VARCHAR(512) NOT NULL,
	message VARCHAR(512) NOT NULL,
	tags MEDIUMTEXT NOT NULL,
	CONSTRAINT pk_findings PRIMARY KEY (exchange_id, ordinal, at)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin PARTITION BY RANGE (at) (PARTITION rest VALUES LESS THAN MAXVALUE);

CREATE INDEX ix_findings_at ON findings (at);

CREATE INDEX ix_findings_detector_at_exchange_id ON findings (detector, at, exchange_id);

CREATE INDEX ix_findings_rule_at_exchange_id ON findings (rule, at, exchange_id);

CREATE TABLE gateways (
	name VARCHAR(128) NOT NULL,
	at BIGINT NOT NULL,
	version VARCHAR(32) NOT NULL,
	status MEDIUMTEXT NOT NULL,
	CONSTRAINT pk_gateways PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE invitations (
	id BIGINT NOT NULL AUTO_INCREMENT,
	code_hash VARCHAR(64) NOT NULL,
	`role` VARCHAR(16) NOT NULL,
	email VARCHAR(255) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT NOT NULL,
	CONSTRAINT pk_invitations PRIMARY KEY (id),
	CONSTRAINT uq_invitations_code_hash UNIQUE (code_hash)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE journals (
	name VARCHAR(255) NOT NULL,
	position BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	CONSTRAINT pk_journals PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE leases (
	name VARCHAR(64) NOT NULL,
	holder VARCHAR(128) NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_leases PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE list_entries (
	id BIGINT NOT NULL AUTO_INCREMENT,
	list VARCHAR(16) NOT NULL,
	scope VARCHAR(16) NOT NULL,
	target VARCHAR(255) NOT NULL,
	api_id BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	reason VARCHAR(512) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	version INTEGER NOT NULL,
	CONSTRAINT pk_list_entries PRIMARY KEY (id),
	CONSTRAINT uq_list_entries_list_scope_target_api_id UNIQUE (list, scope, target, api_id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_list_entries_expires_at ON list_entries (expires_at);

CREATE INDEX ix_list_entries_list_id ON list_entries (list, id);

CREATE TABLE models (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(32) NOT NULL,
	api_id BIGINT NOT NULL,
	version INTEGER NOT NULL,
	state VARCHAR(16) NOT NULL,
	reason VARCHAR(512) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	metrics MEDIUMTEXT NOT NULL,
	digest VARCHAR(64) NOT NULL,
	size INTEGER NOT NULL,
	data LONGBLOB NOT NULL,
	CONSTRAINT pk_models PRIMARY KEY (id),
	CONSTRAINT uq_models_kind_api_id_version UNIQUE (kind, api_id, version)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_models_digest ON models (digest);

CREATE INDEX ix_models_state_kind_api_id ON models (state, kind, api_id);

CREATE TABLE mutes (
	id BIGINT NOT NULL AUTO_INCREMENT,
	api_id BIGINT NOT NULL,
	detector VARCHAR(64) NOT NULL,
	identity VARCHAR(272) NOT NULL,
	until BIGINT NOT NULL,
	reason VARCHAR(512) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT pk_mutes PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_mutes_until ON mutes (until);

CREATE TABLE policy_revisions (
	revision BIGINT NOT NULL,
	at BIGINT NOT NULL,
	author VARCHAR(255) NOT NULL,
	action VARCHAR(128) NOT NULL,
	document MEDIUMTEXT,
	CONSTRAINT pk_policy_revisions PRIMARY KEY (revision)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE reports (
	name VARCHAR(64) NOT NULL,
	at BIGINT NOT NULL,
	status MEDIUMTEXT NOT NULL,
	CONSTRAINT pk_reports PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE reviews (
	exchange_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	api_id BIGINT NOT NULL,
	review VARCHAR(16) NOT NULL,
	reviewed_by VARCHAR(255) NOT NULL,
	reviewed_at BIGINT NOT NULL,
	CONSTRAINT pk_reviews PRIMARY KEY (exchange_id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_reviews_at ON reviews (at);

CREATE TABLE rollups (
	span SMALLINT NOT NULL,
	minute INTEGER NOT NULL,
	api_id BIGINT NOT NULL,
	operation VARCHAR(255) NOT NULL,
	count BIGINT NOT NULL,
	throttled BIGINT NOT NULL,
	blocked BIGINT NOT NULL,
	would_throttle BIGINT NOT NULL,
	would_block BIGINT NOT NULL,
	status_none BIGINT NOT NULL,
	status_1xx BIGINT NOT NULL,
	status_2xx BIGINT NOT NULL,
	status_3xx BIGINT NOT NULL,
	status_4xx BIGINT NOT NULL,
	status_5xx BIGINT NOT NULL,
	score BIGINT NOT NULL,
	request_bytes BIGINT NOT NULL,
	response_bytes BIGINT NOT NULL,
	duration BIGINT NOT NULL,
	upstream BIGINT NOT NULL,
	inspection BIGINT NOT NULL,
	latency_250 BIGINT NOT NULL,
	latency_500 BIGINT NOT NULL,
	latency_1000 BIGINT NOT NULL,
	latency_2000 BIGINT NOT NULL,
	latency_3000 BIGINT NOT NULL,
	latency_5000 BIGINT NOT NULL,
	latency_7500 BIGINT NOT NULL,
	latency_10000 BIGINT NOT NULL,
	latency_15000 BIGINT NOT NULL,
	latency_20000 BIGINT NOT NULL,
	latency_30000 BIGINT NOT NULL,
	latency_50000 BIGINT NOT NULL,
	latency_75000 BIGINT NOT NULL,
	latency_100000 BIGINT NOT NULL,
	latency_150000 BIGINT NOT NULL,
	latency_200000 BIGINT NOT NULL,
	latency_300000 BIGINT NOT NULL,
	latency_500000 BIGINT NOT NULL,
	latency_750000 BIGINT NOT NULL,
	latency_1000000 BIGINT NOT NULL,
	latency_2000000 BIGINT NOT NULL,
	latency_5000000 BIGINT NOT NULL,
	latency_10000000 BIGINT NOT NULL,
	latency_30000000 BIGINT NOT NULL,
	latency_rest BIGINT NOT NULL,
	CONSTRAINT pk_rollups PRIMARY KEY (span, minute, api_id, operation)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE sequences (
	name VARCHAR(32) NOT NULL,
	value BIGINT NOT NULL,
	CONSTRAINT pk_sequences PRIMARY KEY (name)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE sessions (
	id VARCHAR(32) NOT NULL,
	user_id BIGINT NOT NULL,
	token_hash VARCHAR(64) NOT NULL,
	address VARCHAR(64) NOT NULL,
	user_agent VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	refreshed_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT pk_sessions PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE TABLE tallies (
	span SMALLINT NOT NULL,
	kind VARCHAR(16) NOT NULL,
	minute INTEGER NOT NULL,
	api_id BIGINT NOT NULL,
	`key` VARCHAR(255) NOT NULL,
	count BIGINT NOT NULL,
	stopped BIGINT NOT NULL,
	would BIGINT NOT NULL,
	errors BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_tallies PRIMARY KEY (span, kind, minute, api_id, `key`)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE totals (
	span SMALLINT NOT NULL,
	minute INTEGER NOT NULL,
	api_id BIGINT NOT NULL,
	count BIGINT NOT NULL,
	throttled BIGINT NOT NULL,
	blocked BIGINT NOT NULL,
	would_throttle BIGINT NOT NULL,
	would_block BIGINT NOT NULL,
	status_none BIGINT NOT NULL,
	status_1xx BIGINT NOT NULL,
	status_2xx BIGINT NOT NULL,
	status_3xx BIGINT NOT NULL,
	status_4xx BIGINT NOT NULL,
	status_5xx BIGINT NOT NULL,
	score BIGINT NOT NULL,
	request_bytes BIGINT NOT NULL,
	response_bytes BIGINT NOT NULL,
	duration BIGINT NOT NULL,
	upstream BIGINT NOT NULL,
	inspection BIGINT NOT NULL,
	latency_250 BIGINT NOT NULL,
	latency_500 BIGINT NOT NULL,
	latency_1000 BIGINT NOT NULL,
	latency_2000 BIGINT NOT NULL,
	latency_3000 BIGINT NOT NULL,
	latency_5000 BIGINT NOT NULL,
	latency_7500 BIGINT NOT NULL,
	latency_10000 BIGINT NOT NULL,
	latency_15000 BIGINT NOT NULL,
	latency_20000 BIGINT NOT NULL,
	latency_30000 BIGINT NOT NULL,
	latency_50000 BIGINT NOT NULL,
	latency_75000 BIGINT NOT NULL,
	latency_100000 BIGINT NOT NULL,
	latency_150000 BIGINT NOT NULL,
	latency_200000 BIGINT NOT NULL,
	latency_300000 BIGINT NOT NULL,
	latency_500000 BIGINT NOT NULL,
	latency_750000 BIGINT NOT NULL,
	latency_1000000 BIGINT NOT NULL,
	latency_2000000 BIGINT NOT NULL,
	latency_5000000 BIGINT NOT NULL,
	latency_10000000 BIGINT NOT NULL,
	latency_30000000 BIGINT NOT NULL,
	latency_rest BIGINT NOT NULL,
	CONSTRAINT pk_totals PRIMARY KEY (span, minute, api_id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE trainings (
	id BIGINT NOT NULL AUTO_INCREMENT,
	kind VARCHAR(32) NOT NULL,
	api_id BIGINT,
	state VARCHAR(16) NOT NULL,
	why VARCHAR(255) NOT NULL,
	author VARCHAR(255) NOT NULL,
	created_at BIGINT NOT NULL,
	started_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	percent INTEGER NOT NULL,
	stage VARCHAR(128) NOT NULL,
	results MEDIUMTEXT NOT NULL,
	error VARCHAR(512) NOT NULL,
	CONSTRAINT pk_trainings PRIMARY KEY (id)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX ix_trainings_kind_id ON trainings (kind, id);

CREATE INDEX ix_trainings_state_id ON trainings (state, id);

CREATE TABLE users (
	id BIGINT NOT NULL AUTO_INCREMENT,
	email VARCHAR(255) NOT NULL,
	password_hash VARCHAR(255) NOT NULL,
	`role` VARCHAR(16) NOT NULL,
	disabled BOOL NOT NULL,
	token_version INTEGER NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	last_login_at BIGINT NOT NULL,
	CONSTRAINT pk_users PRIMARY KEY (id),
	CONSTRAINT uq_users_email UNIQUE (email)
)ENGINE=InnoDB CHARSET=utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO sequences (name, value) VALUES ('exchanges', 0), ('policy', 0), ('audit', 0);

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

INSERT INTO alembic_version (version_num) VALUES ('0008');
