CREATE TABLE `media` (
	`hash` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`bytes` blob NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `media_uses` (
	`room` integer NOT NULL,
	`hash` text NOT NULL,
	`member` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`room`, `hash`),
	FOREIGN KEY (`hash`) REFERENCES `media`(`hash`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `media_uses_hash` ON `media_uses` (`hash`);