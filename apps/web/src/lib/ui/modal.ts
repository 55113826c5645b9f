/**
 * Opens a native dialog in the top layer while it is in the page: focus stays inside, Escape closes, and afterwards focus
 * is where it was. Use as `{@attach modal(close)}`.
 */
export const modal = (close: () => void) => (node: HTMLDialogElement) => {
  const before = document.activeElement;
  const onCancel = (event: Event) => {
    event.preventDefault();
    close();
  };
  const onPress = (event: MouseEvent) => {
    if (event.target === node) close();
  };
  node.addEventListener('cancel', onCancel);
  node.addEventListener('mousedown', onPress);
  node.showModal();
  return () => {
    node.removeEventListener('cancel', onCancel);
    node.removeEventListener('mousedown', onPress);
    node.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
};
