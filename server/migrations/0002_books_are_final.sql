-- What is posted, refused or closed stays as it is. Only what belongs to the demo can go again.
CREATE TRIGGER `ledger_entries_follow` BEFORE INSERT ON `ledger_entries`
WHEN NEW.`number` <> 1 + coalesce((SELECT max(`number`) FROM `ledger_entries` WHERE `ledger` = NEW.`ledger`), 0)
  OR NEW.`previous` <> coalesce((SELECT `hash` FROM `ledger_entries` WHERE `ledger` = NEW.`ledger` ORDER BY `number` DESC LIMIT 1), printf('%064d', 0))
  OR EXISTS (SELECT 1 FROM `ledger_entries` WHERE `ledger` = NEW.`ledger` AND (`entry` = NEW.`entry` OR `reverses` = NEW.`reverses`))
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one, once'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_stand` BEFORE UPDATE ON `ledger_entries`
BEGIN SELECT RAISE(ABORT, 'a posted entry is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_entries_stay` BEFORE DELETE ON `ledger_entries`
WHEN NOT EXISTS (SELECT 1 FROM `documents` WHERE `address` = OLD.`ledger` AND `is_demo` = 1)
BEGIN SELECT RAISE(ABORT, 'a posted entry is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_refusals_once` BEFORE INSERT ON `ledger_refusals`
WHEN EXISTS (SELECT 1 FROM `ledger_refusals` WHERE `ledger` = NEW.`ledger` AND `entry` = NEW.`entry`)
BEGIN SELECT RAISE(ABORT, 'an entry is refused once'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_refusals_stand` BEFORE UPDATE ON `ledger_refusals`
BEGIN SELECT RAISE(ABORT, 'a refusal is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_refusals_stay` BEFORE DELETE ON `ledger_refusals`
WHEN NOT EXISTS (SELECT 1 FROM `documents` WHERE `address` = OLD.`ledger` AND `is_demo` = 1)
BEGIN SELECT RAISE(ABORT, 'a refusal is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_closings_follow` BEFORE INSERT ON `ledger_closings`
WHEN NEW.`number` <> 1 + coalesce((SELECT max(`number`) FROM `ledger_closings`), 0)
  OR EXISTS (SELECT 1 FROM `ledger_closings` WHERE `until` >= NEW.`until`)
BEGIN SELECT RAISE(ABORT, 'a closing follows the last one'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_closings_stand` BEFORE UPDATE ON `ledger_closings`
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_closings_stay` BEFORE DELETE ON `ledger_closings`
WHEN EXISTS (SELECT 1 FROM `ledger_entries`)
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_closing_heads_stand` BEFORE UPDATE ON `ledger_closing_heads`
BEGIN SELECT RAISE(ABORT, 'a closing is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_closing_heads_stay` BEFORE DELETE ON `ledger_closing_heads`
WHEN EXISTS (SELECT 1 FROM `ledger_entries`)
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
