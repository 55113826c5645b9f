CREATE TABLE `attempts` (
	`subject` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL,
	`blocked_until` integer
);
--> statement-breakpoint
CREATE TABLE `baselines` (
	`room` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`time` integer NOT NULL,
	`state_vector` blob NOT NULL,
	`deletions` blob NOT NULL,
	`state` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `documents` (
	`room` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`address` text NOT NULL,
	`kind` text NOT NULL,
	`scope` text NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`created_by` text,
	`is_demo` integer DEFAULT false NOT NULL,
	`sealed_at` integer,
	`epoch` integer DEFAULT 1 NOT NULL,
	`seq` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `documents_address` ON `documents` (`address`);--> statement-breakpoint
CREATE INDEX `documents_kind_scope` ON `documents` (`kind`,`scope`);--> statement-breakpoint
CREATE TABLE `grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`member` text NOT NULL,
	`role` text NOT NULL,
	`on` text NOT NULL,
	`from` integer,
	`to` integer,
	`created_at` integer NOT NULL,
	`created_by` text,
	FOREIGN KEY (`member`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `grants_member` ON `grants` (`member`);--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`post` text DEFAULT '' NOT NULL,
	`passphrase_hash` text,
	`is_demo` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `members_name` ON `members` (`name`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`member` text NOT NULL,
	`kind` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_seen_at` integer NOT NULL,
	FOREIGN KEY (`member`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_member` ON `sessions` (`member`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `updates` (
	`room` integer NOT NULL,
	`seq` integer NOT NULL,
	`author` text NOT NULL,
	`time` integer NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`room`, `seq`)
) WITHOUT ROWID;
