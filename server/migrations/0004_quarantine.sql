CREATE TABLE `quarantine` (
	`room` integer NOT NULL,
	`seq` integer NOT NULL,
	`author` text NOT NULL,
	`time` integer NOT NULL,
	`bytes` blob NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`room`, `seq`)
);
