/** Views kept by name in this browser. A view is its filters; a link to it is the address of the page. */
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";
import { done } from "@/shared/ui/say";
import { savedViews, type SavedView } from "./filters";
import css from "./logs.module.css";

const KEY = "boing.logs.views";

function load(): SavedView[] {
  try {
    return savedViews(localStorage.getItem(KEY));
  } catch {
    return [];
  }
}

function store(views: readonly SavedView[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {
    // Storage is forbidden: the views live as long as the page.
  }
}

export function SavedViews({ view }: { view: string }) {
  const navigate = useNavigate();
  const [views, setViews] = useState(load);
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const keep = (next: SavedView[]) => {
    setViews(next);
    store(next);
  };
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    const called = name.trim();
    if (!called) return;
    keep([...views.filter((each) => each.name !== called), { name: called, view }].sort((a, b) => a.name.localeCompare(b.name)));
    setName("");
    setOpened(false);
    done(`Saved as “${called}”, in this browser.`);
  };
  const here = views.find((each) => each.view === view);
  return (
    <Menu opened={opened} onChange={setOpened} width={260} closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconBookmark size={14} />}>
          {here?.name ?? "Views"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{views.length === 0 ? "No view is saved yet" : "Saved in this browser"}</Menu.Label>
        {views.map((each) => (
          <div key={each.name} className={css.view}>
            <Menu.Item
              onClick={() => {
                setOpened(false);
                void navigate({ search: each.view });
              }}
            >
              {each.name}
            </Menu.Item>
            <ActionIcon aria-label={`Forget ${each.name}`} onClick={() => keep(views.filter((other) => other !== each))}>
              <IconTrash size={14} />
            </ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        <form className={css.save} onSubmit={save}>
          <TextInput aria-label="Name of this view" placeholder="Name of this view" value={name} maxLength={60} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.stopPropagation()} />
          <Button type="submit" disabled={!name.trim()}>
            Save
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
