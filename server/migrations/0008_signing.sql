CREATE TABLE `addenda` (
	`address` text NOT NULL,
	`ordinal` integer NOT NULL,
	`type` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`address`, `ordinal`)
);
--> statement-breakpoint
CREATE TABLE `handouts` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`recipient` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`openings` integer DEFAULT 0 NOT NULL,
	`opened_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `handouts_secret` ON `handouts` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `signings` (
	`address` text PRIMARY KEY NOT NULL,
	`series` text NOT NULL,
	`ordinal` integer NOT NULL,
	`number` text NOT NULL,
	`hash` text NOT NULL,
	`signed_at` integer NOT NULL,
	`signed_by` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signings_series` ON `signings` (`series`,`ordinal`);--> statement-breakpoint
-- What is signed stays as it was signed, and an addendum as it was added. Only what belongs to the demo can go again.
CREATE TRIGGER `signings_follow` BEFORE INSERT ON `signings`
WHEN EXISTS (SELECT 1 FROM `signings` WHERE `address` = NEW.`address` OR (`series` = NEW.`series` AND `ordinal` = NEW.`ordinal`))
BEGIN SELECT RAISE(ABORT, 'minutes are signed once, and a number is given once'); END;
--> statement-breakpoint
CREATE TRIGGER `signings_stand` BEFORE UPDATE ON `signings`
BEGIN SELECT RAISE(ABORT, 'what is signed is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `signings_stay` BEFORE DELETE ON `signings`
WHEN NOT EXISTS (SELECT 1 FROM `documents` WHERE `address` = OLD.`address` AND `is_demo` = 1)
BEGIN SELECT RAISE(ABORT, 'what is signed is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `addenda_follow` BEFORE INSERT ON `addenda`
WHEN NEW.`ordinal` <> 1 + (SELECT count(*) FROM `addenda` WHERE `address` = NEW.`address`)
  OR NEW.`previous` <> coalesce((SELECT `hash` FROM `addenda` WHERE `address` = NEW.`address` ORDER BY `ordinal` DESC LIMIT 1), (SELECT `hash` FROM `signings` WHERE `address` = NEW.`address`), '')
BEGIN SELECT RAISE(ABORT, 'an addendum follows what was signed'); END;
--> statement-breakpoint
CREATE TRIGGER `addenda_stand` BEFORE UPDATE ON `addenda`
BEGIN SELECT RAISE(ABORT, 'an addendum is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `addenda_stay` BEFORE DELETE ON `addenda`
WHEN NOT EXISTS (SELECT 1 FROM `documents` WHERE `address` = OLD.`address` AND `is_demo` = 1)
BEGIN SELECT RAISE(ABORT, 'an addendum is never deleted'); END;
