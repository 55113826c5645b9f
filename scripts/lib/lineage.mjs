/** Notices that npm is gone: killed, it hands on no signal, and the shell between it and us lives on. */
import { readFileSync } from 'node:fs';

export const whenNpmIsGone = (action) => {
  if (!process.env.npm_lifecycle_event) return;
  const first = lineage();
  const watch = setInterval(() => {
    if (lineage() === first) return;
    clearInterval(watch);
    action();
  }, 500);
  watch.unref();
};

/** Who started us, and who started them (where the system tells). An orphan gets another parent. */
const lineage = () => {
  const parent = process.ppid;
  try {
    // pid (name, which may hold anything) state ppid …
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(parent);
  }
};
