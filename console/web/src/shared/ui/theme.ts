/** Mantine as this console uses it: small, and without what the content security policy forbids (see `Provider`). */
import { createTheme, Modal, Notification, Button, TextInput, Select, PasswordInput, NumberInput, Textarea, TagsInput, Tooltip, Menu, ActionIcon, SegmentedControl } from "@mantine/core";

const small = { size: "xs" } as const;

export const theme = createTheme({
  primaryColor: "teal",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: small }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "sm" } }),
    TextInput: TextInput.extend({ defaultProps: small }),
    PasswordInput: PasswordInput.extend({ defaultProps: small }),
    NumberInput: NumberInput.extend({ defaultProps: small }),
    Textarea: Textarea.extend({ defaultProps: small }),
    TagsInput: TagsInput.extend({ defaultProps: small }),
    Select: Select.extend({ defaultProps: { ...small, allowDeselect: false, checkIconPosition: "right" } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: small }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end" } }),
    // Locking the scroll would put a style element into the page, which the policy refuses.
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" }, lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.35 } } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } }),
  },
});
