CREATE TABLE `clients` (
	`room` integer NOT NULL,
	`client` integer NOT NULL,
	`member` text NOT NULL,
	PRIMARY KEY(`room`, `client`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `refusals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`time` integer NOT NULL,
	`room` integer NOT NULL,
	`member` text NOT NULL,
	`reason` text NOT NULL,
	`rule` text NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER `refusals_stay` BEFORE DELETE ON `refusals`
BEGIN SELECT RAISE(ABORT, 'a refusal is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `refusals_stand` BEFORE UPDATE ON `refusals`
BEGIN SELECT RAISE(ABORT, 'a refusal is never changed'); END;
