CREATE TABLE `devices` (
	`id` text PRIMARY KEY NOT NULL,
	`member` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`revoked_at` integer,
	`revoked_by` text,
	`wiped_at` integer,
	FOREIGN KEY (`member`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `devices_member` ON `devices` (`member`);--> statement-breakpoint
CREATE TABLE `erasures` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`table` text NOT NULL,
	`row` text NOT NULL,
	`reason` text NOT NULL,
	`requested_at` integer NOT NULL,
	`requested_by` text,
	`confirmed_at` integer,
	`confirmed_by` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `erasures_row` ON `erasures` (`address`,`table`,`row`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`secret_hash` text NOT NULL,
	`code_hash` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`post` text DEFAULT '' NOT NULL,
	`role` text NOT NULL,
	`on` text NOT NULL,
	`from` integer,
	`to` integer,
	`recovers` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	`needs_confirmation` integer DEFAULT false NOT NULL,
	`confirmed_by` text,
	`confirmed_at` integer,
	`used_at` integer,
	`used_by` text,
	`revoked_at` integer,
	FOREIGN KEY (`recovers`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_secret` ON `invitations` (`secret_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_code` ON `invitations` (`code_hash`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`member` text NOT NULL,
	`public_key` blob NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`member`) REFERENCES `members`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `passkeys_member` ON `passkeys` (`member`);--> statement-breakpoint
CREATE TABLE `reports` (
	`id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `device` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `view_as` text;