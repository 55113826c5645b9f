CREATE TABLE `history` (
	`room` integer NOT NULL,
	`seq` integer NOT NULL,
	`author` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`room`, `seq`)
);
