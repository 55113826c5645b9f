export { robotFormats } from './address.ts';
export { createRobot, keepReminding, type RobotDesk } from './robot.ts';
