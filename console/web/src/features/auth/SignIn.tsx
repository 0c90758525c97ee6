/** The door. Says what the server said, and nothing about whether an account exists. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { answered, client } from "@/shared/api/client";
import { session } from "@/shared/api/session";
import { Failure } from "@/shared/ui";
import css from "./auth.module.css";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => answered(client.POST("/api/login", { body: { email, password } })),
    onSuccess: (answer) => session.begin(answer),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className={css.door}>
      <title>Sign in · Boing</title>
      <form className={css.form} onSubmit={submit}>
        <div className={css.mark}>
          <img src="/mark.svg" alt="" width="30" height="30" />
          <h1>Boing</h1>
        </div>
        <TextInput size="sm" label="Email" type="text" inputMode="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput size="sm" label="Password" autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {signIn.error && <Failure error={signIn.error} />}
        <Button size="sm" type="submit" loading={signIn.isPending} fullWidth>
          Sign in
        </Button>
        <p>
          The first admin’s password was printed once, when <code>boing up</code> first started.
        </p>
      </form>
    </main>
  );
}
