CREATE TABLE `ledger_books` (
	`ledger` text PRIMARY KEY NOT NULL,
	`opened_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger_closing_heads` (
	`closing` integer NOT NULL,
	`ledger` text NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`is_demo` integer NOT NULL,
	PRIMARY KEY(`closing`, `ledger`)
);
--> statement-breakpoint
CREATE TABLE `ledger_closings` (
	`number` integer PRIMARY KEY NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	`until` text NOT NULL,
	`closed_by` text,
	`closed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`ledger` text NOT NULL,
	`number` integer NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	`entry` text NOT NULL,
	`unit` text NOT NULL,
	`step` text NOT NULL,
	`measure` text NOT NULL,
	`quantity` integer NOT NULL,
	`item` text NOT NULL,
	`date` text NOT NULL,
	`entered_by` text NOT NULL,
	`entered_at` integer NOT NULL,
	`reverses` text,
	`need` text,
	`offer` text,
	`approved_by` text,
	`posted_at` integer NOT NULL,
	PRIMARY KEY(`ledger`, `number`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_entry` ON `ledger_entries` (`ledger`,`entry`);--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entries_reverses` ON `ledger_entries` (`ledger`,`reverses`);--> statement-breakpoint
CREATE INDEX `ledger_entries_date` ON `ledger_entries` (`date`);--> statement-breakpoint
CREATE TABLE `ledger_refusals` (
	`ledger` text NOT NULL,
	`entry` text NOT NULL,
	`reason` text NOT NULL,
	`declined_by` text,
	`refused_at` integer NOT NULL,
	PRIMARY KEY(`ledger`, `entry`)
);
--> statement-breakpoint
CREATE TABLE `ledger_totals` (
	`ledger` text NOT NULL,
	`unit` text NOT NULL,
	`measure` text NOT NULL,
	`promised` integer NOT NULL,
	`delivered` integer NOT NULL,
	`used` integer NOT NULL,
	PRIMARY KEY(`ledger`, `unit`, `measure`),
	CONSTRAINT "ledger_totals_hold" CHECK(used >= 0 AND used <= delivered AND delivered <= promised)
);
--> statement-breakpoint
CREATE TABLE `ledger_waiting` (
	`ledger` text NOT NULL,
	`entry` text NOT NULL,
	`content` text NOT NULL,
	`asked_at` integer NOT NULL,
	PRIMARY KEY(`ledger`, `entry`)
);
