CREATE TABLE `hall_doors` (
	`room` integer PRIMARY KEY NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hall_entries` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`room` integer NOT NULL,
	`table` text NOT NULL,
	`row` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `hall_entries_room` ON `hall_entries` (`room`);