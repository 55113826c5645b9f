import { m } from '#lib/paraglide/messages.js';
import type { ApiError } from '#lib/session';

/** Why a message did not come through, by what the relay says of it. */
export const problemText = (problem: string): string => {
  const [type, code = ''] = problem.split(' ');
  switch (type) {
    case 'Unreached':
      return m.robot_p_unreached();
    case 'Redirected':
      return m.robot_p_redirected();
    case 'Status':
      return m.robot_p_status({ code });
    case 'Refused':
      return code === '310000' || code === '300005' ? m.robot_p_refused_signed({ code }) : m.robot_p_refused({ code });
    case 'NotAllowed':
      return m.robot_p_not_allowed();
    default:
      return m.robot_p_other();
  }
};

export const refusalText = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.robot_e_unreached();
  switch (error.name) {
    case 'RobotUnfit':
      return m.robot_e_unfit();
    case 'RobotNotAllowed':
      return m.robot_e_not_allowed();
    case 'InvalidBody':
      return m.robot_e_secret();
    case 'TooManyAttempts':
      return m.robot_e_often();
    default:
      return m.robot_e_other();
  }
};
