// Made from the console's OpenAPI document by `npm run api`; not edited by hand.
export interface paths {
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Email and password for an access token and a refresh token. Wrong, unknown and disabled look the same.
         */
        post: operations["login_api_login_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Setup
         * @description Whether the first admin is yet to be made, and who may register.
         */
        get: operations["setup_api_setup_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register
         * @description Make an account: with the code of an invitation, or with the role user where registration is open.
         */
        post: operations["register_api_register_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Me */
        get: operations["me_api_me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Password
         * @description All sessions of the account end, and the caller gets a new one, in cookies if he came with them.
         */
        put: operations["change_password_api_me_password_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description A refresh token, in the body or in the cookie, for the next one and an access token. One used twice ends its session.
         */
        post: operations["refresh_api_refresh_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description End this session, and what was signed in with it.
         */
        post: operations["logout_api_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions
         * @description Where the caller is signed in, the last used first.
         */
        get: operations["sessions_api_me_sessions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description Sign out there; its access tokens end too.
         */
        delete: operations["end_session_api_me_sessions__session_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tokens
         * @description The newest first, expired ones too.
         */
        get: operations["tokens_api_tokens_get"];
        put?: never;
        /**
         * Make Token
         * @description The answer is the only place where the token stands.
         */
        post: operations["make_token_api_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Token
         * @description It is worth nothing from now on. An admin may delete anyone's.
         */
        delete: operations["delete_token_api_tokens__token_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users
         * @description The oldest first.
         */
        get: operations["users_api_users_get"];
        put?: never;
        /**
         * Add User
         * @description Make an account with a password that the admin passes on; an invitation lets its owner choose his own.
         */
        post: operations["add_user_api_users_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change User
         * @description What changes ends the user's sessions at once. Nobody can do this to himself.
         */
        put: operations["change_user_api_users__user_id__put"];
        post?: never;
        /**
         * Delete User
         * @description With all sessions and API tokens. What the user did stays in the audit log.
         */
        delete: operations["delete_user_api_users__user_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invitations
         * @description The newest first, used and expired ones too.
         */
        get: operations["invitations_api_invitations_get"];
        put?: never;
        /**
         * Invite
         * @description The answer is the only place where the code stands.
         */
        post: operations["invite_api_invitations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Invitation
         * @description Its code is worth nothing from now on.
         */
        delete: operations["delete_invitation_api_invitations__invitation_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/apis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Apis */
        get: operations["apis_api_apis_get"];
        put?: never;
        /**
         * Add
         * @description Served by every gateway within a second; 422 names every problem of the policy as it would be.
         */
        post: operations["add_api_apis_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/apis/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check
         * @description Whether it would be saved; `errors` are those that `POST` and `PUT` would answer. Nothing is changed.
         */
        post: operations["check_api_apis_check_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/apis/{api_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Api */
        get: operations["api_api_apis__api_id__get"];
        /**
         * Change
         * @description The whole API anew; `********` keeps the secret that is stored.
         */
        put: operations["change_api_apis__api_id__put"];
        post?: never;
        /**
         * Delete
         * @description With the list entries, exclusions and decisions that are scoped to it alone.
         */
        delete: operations["delete_api_apis__api_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/apis/{api_id}/ingest-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Ingest Key
         * @description A key to send telemetry with, shown this once. It takes the place of the one before, which ends.
         */
        post: operations["make_ingest_key_api_apis__api_id__ingest_key_post"];
        /**
         * End Ingest Key
         * @description No telemetry is taken for this API any more.
         */
        delete: operations["end_ingest_key_api_apis__api_id__ingest_key_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/apis/{api_id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Ask the upstream for its root, now, from here. An answer takes up to eight seconds.
         */
        get: operations["health_api_apis__api_id__health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entries
         * @description Newest first; `expired` true or false for only those.
         */
        get: operations["entries_api_whitelist_get"];
        put?: never;
        /**
         * Add
         * @description In force at every gateway within a second.
         */
        post: operations["add_api_whitelist_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bulk
         * @description All lines or, where one is wrong, none; what is there already is left as it is.
         */
        post: operations["bulk_api_whitelist_bulk_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring In
         * @description One target a line, as `export` writes them; `#` begins a comment.
         *
         *     All lines or, where one is wrong, none: 422 has the number of each. A line's own `[api 3]` and `[until …]`, at
         *     the end of its comment, go before the parameters. 100,000 lines are fine.
         */
        post: operations["bring_in_api_whitelist_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send Out
         * @description As plain text, one a line, oldest first: what `import` takes. Filtered as the list is, all of it at once.
         */
        get: operations["send_out_api_whitelist_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove
         * @description Delete many; ids that are not there (any more) are passed over. Send the answer's `removed` to `restore` to undo.
         */
        post: operations["remove_api_whitelist_remove_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore
         * @description Bring back entries as they were answered, API keys by their hash; what is there or has expired is skipped.
         */
        post: operations["restore_api_whitelist_restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whitelist/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entry */
        get: operations["entry_api_whitelist__entry_id__get"];
        /**
         * Change
         * @description The whole entry anew: what is left out falls back to its default, but for the target and its scope.
         */
        put: operations["change_api_whitelist__entry_id__put"];
        post?: never;
        /** Delete */
        delete: operations["delete_api_whitelist__entry_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Entries
         * @description Newest first; `expired` true or false for only those.
         */
        get: operations["entries_api_blacklist_get"];
        put?: never;
        /**
         * Add
         * @description In force at every gateway within a second.
         */
        post: operations["add_api_blacklist_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bulk
         * @description All lines or, where one is wrong, none; what is there already is left as it is.
         */
        post: operations["bulk_api_blacklist_bulk_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring In
         * @description One target a line, as `export` writes them; `#` begins a comment.
         *
         *     All lines or, where one is wrong, none: 422 has the number of each. A line's own `[api 3]` and `[until …]`, at
         *     the end of its comment, go before the parameters. 100,000 lines are fine.
         */
        post: operations["bring_in_api_blacklist_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send Out
         * @description As plain text, one a line, oldest first: what `import` takes. Filtered as the list is, all of it at once.
         */
        get: operations["send_out_api_blacklist_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove
         * @description Delete many; ids that are not there (any more) are passed over. Send the answer's `removed` to `restore` to undo.
         */
        post: operations["remove_api_blacklist_remove_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore
         * @description Bring back entries as they were answered, API keys by their hash; what is there or has expired is skipped.
         */
        post: operations["restore_api_blacklist_restore_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/blacklist/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entry */
        get: operations["entry_api_blacklist__entry_id__get"];
        /**
         * Change
         * @description The whole entry anew: what is left out falls back to its default, but for the target and its scope.
         */
        put: operations["change_api_blacklist__entry_id__put"];
        post?: never;
        /** Delete */
        delete: operations["delete_api_blacklist__entry_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Detectors
         * @description All, in the order in which they look at a request.
         */
        get: operations["detectors_api_detectors_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detectors/{detector_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Detector */
        get: operations["detector_api_detectors__detector_id__get"];
        /**
         * Change
         * @description For all APIs that do not say otherwise. `options` are checked against `options_schema`.
         */
        put: operations["change_api_detectors__detector_id__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/detectors/{detector_id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stats
         * @description What it found, what that led to and what it costs, from the sums that are kept while recording: quick at any size.
         */
        get: operations["stats_api_detectors__detector_id__stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/behaviour": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Behaviour
         * @description One for each detector that the analyst runs over the recorded traffic. At most a minute old.
         */
        get: operations["behaviour_api_behaviour_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/behaviour/{detector_id}/baselines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Baselines
         * @description What it takes for usual, against what it sees: the most used first, at most 500. At most a minute old.
         */
        get: operations["baselines_api_behaviour__detector_id__baselines_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decisions
         * @description Those in force, newest first.
         */
        get: operations["decisions_api_decisions_get"];
        put?: never;
        /**
         * Add
         * @description In force at every gateway within a second. A whitelist entry beats it.
         */
        post: operations["add_api_decisions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/decisions/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove
         * @description Lift many; ids that are not there (any more) are passed over.
         */
        post: operations["remove_api_decisions_remove_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/decisions/{decision_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Decision */
        get: operations["decision_api_decisions__decision_id__get"];
        put?: never;
        post?: never;
        /**
         * Lift
         * @description The caller passes again within a second.
         */
        delete: operations["lift_api_decisions__decision_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exclusions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exclusions
         * @description Newest first, expired ones too.
         */
        get: operations["exclusions_api_exclusions_get"];
        put?: never;
        /**
         * Add
         * @description In force at every gateway within a second, for requests that begin then.
         */
        post: operations["add_api_exclusions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exclusions/{exclusion_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exclusion */
        get: operations["exclusion_api_exclusions__exclusion_id__get"];
        /**
         * Change
         * @description The whole exclusion anew.
         */
        put: operations["change_api_exclusions__exclusion_id__put"];
        post?: never;
        /** Delete */
        delete: operations["delete_api_exclusions__exclusion_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alerts
         * @description Last seen first, or the gravest, or those with the most requests.
         */
        get: operations["alerts_api_alerts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description How many there are; `newest_id` grows with each alert that is opened.
         */
        get: operations["summary_api_alerts_summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bulk
         * @description All of them or, where something goes wrong, none.
         */
        post: operations["bulk_api_alerts_bulk_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alert */
        get: operations["alert_api_alerts__alert_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge
         * @description Seen, and labelled where `review` is given. It stays quiet while the same burst goes on.
         */
        post: operations["acknowledge_api_alerts__alert_id__ack_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Mute
         * @description Quiet for a time, counting on; with a scope, so are all like it, and those to come.
         */
        put: operations["mute_api_alerts__alert_id__mute_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Review
         * @description A label that detectors are measured by; null takes it back.
         */
        put: operations["review_api_alerts__alert_id__review_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Timeline
         * @description From what is still recorded; reads a bounded number of findings, the newest ones.
         */
        get: operations["timeline_api_alerts__alert_id__timeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries
         * @description Who was told of it, and how that went, newest first.
         */
        get: operations["deliveries_api_alerts__alert_id__deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notes
         * @description Oldest first.
         */
        get: operations["notes_api_alerts__alert_id__notes_get"];
        put?: never;
        /** Add Note */
        post: operations["add_note_api_alerts__alert_id__notes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Note
         * @description One's own; an admin deletes anybody's.
         */
        delete: operations["delete_note_api_alerts__alert_id__notes__note_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mutes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mutes
         * @description Those that stand, newest first.
         */
        get: operations["mutes_api_mutes_get"];
        put?: never;
        /**
         * Add
         * @description Open alerts that it covers are muted with it.
         */
        post: operations["add_api_mutes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mutes/{mute_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End
         * @description Alerts that it kept quiet are open again.
         */
        delete: operations["end_api_mutes__mute_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Models
         * @description Newest first, those that served before among them.
         */
        get: operations["models_api_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trainings
         * @description Newest first: under way, asked for, and past.
         */
        get: operations["trainings_api_models_trainings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rates
         * @description How much of each API's traffic models took for out of the ordinary, from the sums that are kept while recording.
         *
         *     Against `measures.alert_rate`, it tells whether a model still fits what comes.
         */
        get: operations["rates_api_models_rates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/trainings/{training_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training */
        get: operations["training_api_models_trainings__training_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train
         * @description The analyst takes it up within seconds. Asked for twice before that, it is one training.
         */
        post: operations["train_api_models_train_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Model */
        get: operations["model_api_models__model_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}/serve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serve
         * @description Back to an older one, or forward to a candidate: instead of the one of its kind and API that serves.
         */
        post: operations["serve_api_models__model_id__serve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{model_id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire
         * @description Its API is served without it: by the model of all APIs, if there is one.
         */
        post: operations["retire_api_models__model_id__retire_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels */
        get: operations["channels_api_channels_get"];
        put?: never;
        /**
         * Add
         * @description A webhook's secret is made where none is given, and shown here alone.
         */
        post: operations["add_api_channels_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{channel_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channel */
        get: operations["channel_api_channels__channel_id__get"];
        /**
         * Change
         * @description The whole channel anew; `********` keeps the secret that is stored. A target from the settings stays as it is.
         */
        put: operations["change_api_channels__channel_id__put"];
        post?: never;
        /**
         * Delete
         * @description What waits for it is not sent any more.
         */
        delete: operations["delete_api_channels__channel_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels/{channel_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test
         * @description Sends a test the way alerts go, and waits for what becomes of it, 15 seconds at most.
         */
        post: operations["test_api_channels__channel_id__test_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries
         * @description Newest first.
         */
        get: operations["deliveries_api_deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deliveries/{delivery_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry
         * @description Due at once, with all its attempts before it; 409 where it was delivered, or told of in a digest.
         */
        post: operations["retry_api_deliveries__delivery_id__retry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Logs
         * @description What the filter selects, by time. Where no index serves it, a call looks at so many rows and says how far it came.
         */
        get: operations["logs_api_logs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exchange
         * @description One exchange by the id its client was given: each detector's findings, evidence and cost.
         */
        get: operations["exchange_api_logs__request_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{request_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Review
         * @description A label on this one exchange, which detectors are measured by and models learn by; null takes it back.
         */
        put: operations["review_api_logs__request_id__review_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logs/{request_id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Related
         * @description What the same caller, and what others on the same operation, sent within an hour of it: the nearest `limit` each.
         */
        get: operations["related_api_logs__request_id__related_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Logs
         * @description All that matches, as CSV. Cells a spreadsheet would take for a formula begin with an apostrophe.
         *
         *     `X-Estimated-Rows`: about how many lines will come, for a progress bar.
         */
        get: operations["export_logs_api_export_logs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description A time in points; where it reaches to now, its last point is still filling.
         */
        get: operations["metrics_api_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Top
         * @description What was seen most in a time. Long times are cut to quarters of an hour, or of a day.
         */
        get: operations["top_api_metrics_top_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Current */
        get: operations["current_api_policy_current_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Revisions
         * @description Newest first.
         */
        get: operations["revisions_api_policy_revisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/revisions/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description With the document as it stood then, whether this revision changed it or one before.
         */
        get: operations["one_api_policy_revisions__revision__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/revisions/{revision}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Diff
         * @description What has to change to come from `against` to this revision: against the current one, what a roll-back would do.
         */
        get: operations["diff_api_policy_revisions__revision__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/policy/revisions/{revision}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go Back
         * @description Bring back APIs, detectors and exclusions as they stood, as a new revision. `If-Match`: the current revision.
         *
         *     All of it or nothing: 422 where it does not compile today, such as for a secret under a key that is gone. APIs that
         *     were deleted since come back under their old ids, without the ingest key and the list entries and decisions they had;
         *     APIs made since are deleted with theirs. Lists and decisions stay otherwise; exclusions that would have expired
         *     since do not come back.
         */
        post: operations["go_back_api_policy_revisions__revision__rollback_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ticket
         * @description A one-time pass for `WS /ws/live?ticket=…`, so that no token stands in a URL.
         *
         *     The socket lasts as long as the session (or API token) that asked, however often its access tokens are renewed.
         */
        post: operations["ticket_api_live_ticket_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ingest
         * @description Judged as proxied traffic is and recorded beside it; nothing is blocked. The valid records of a batch are taken.
         */
        post: operations["ingest_api_ingest_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attempt
         * @description What the gateway would say of this request, as if it were the first of its caller.
         */
        post: operations["attempt_api_try_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/access/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Match
         * @description Entries that name the address or hold it in their range (expired ones and those of other APIs too), and who wins.
         */
        get: operations["match_api_access_match_get"];
        put?: never;
        /**
         * Match Body
         * @description The same, for what should not stand in a URL.
         */
        post: operations["match_body_api_access_match_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit
         * @description Who did what, from where, newest first; secrets masked.
         */
        get: operations["audit_api_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify
         * @description Read the whole log and follow its chain of hashes: a row that was changed or taken out shows.
         */
        get: operations["verify_api_audit_verify_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * System
         * @description Gateways as they reported themselves, silent ones too; 503 where the store is away, as everywhere.
         */
        get: operations["system_api_system_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings
         * @description Secrets masked. A gateway on another host has its own.
         */
        get: operations["settings_api_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description 200 as long as the process is up; no sign-in.
         */
        get: operations["health_api_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Ack */
        Ack: {
            /** Review */
            review?: ("true_positive" | "false_positive") | null;
        };
        /**
         * AlertOut
         * @example {
         *       "api_id": 1,
         *       "count": 12,
         *       "detector": "signatures",
         *       "first_at": "2026-01-31T08:00:00.000000Z",
         *       "id": 7,
         *       "identity": "address:203.0.113.7",
         *       "last_at": "2026-01-31T08:05:00.000000Z",
         *       "notes_count": 0,
         *       "operation": "GET /orders/{id}",
         *       "rules": {
         *         "sqli-union": 12
         *       },
         *       "samples": [
         *         "5f0c2a9d1b7e4c33"
         *       ],
         *       "severity": "critical",
         *       "status": "open",
         *       "stopped": 11,
         *       "title": "SQL injection"
         *     }
         */
        AlertOut: {
            /** Id */
            id: number;
            /** Api Id */
            api_id: number;
            /** Detector */
            detector: string;
            /**
             * Identity
             * @description kind:value; empty: nobody's doing, or that of many callers
             */
            identity: string;
            /** Operation */
            operation: string;
            /** Severity */
            severity: string;
            /** Title */
            title: string;
            /** Count */
            count: number;
            /**
             * Stopped
             * @description of these, blocked or throttled
             */
            stopped: number;
            /** First At */
            first_at: string;
            /** Last At */
            last_at: string;
            /** Rules */
            rules: {
                [key: string]: number;
            };
            /**
             * Samples
             * @description request ids
             */
            samples: string[];
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "acknowledged" | "muted";
            /** Muted Until */
            muted_until: string | null;
            /** Acked By */
            acked_by: string | null;
            /** Acked At */
            acked_at: string | null;
            /** Review */
            review: ("true_positive" | "false_positive") | null;
            /** Reviewed By */
            reviewed_by: string | null;
            /** Reviewed At */
            reviewed_at: string | null;
            /** Notes Count */
            notes_count: number;
        };
        /** AnalystOut */
        AnalystOut: {
            /** Active */
            active: boolean;
            /** Holder */
            holder: string | null;
            /**
             * Until
             * @description until when it has said to be there; it says so again before that
             */
            until: string | null;
        };
        /**
         * ApiChecked
         * @description `ok`: it would be saved. `errors`: why it would not; `warnings`: what it can hardly be meant to do.
         * @example {
         *       "errors": [],
         *       "ok": true,
         *       "warnings": [
         *         {
         *           "message": "without a key anyone can write such a token",
         *           "pointer": "/identity/0/key"
         *         }
         *       ]
         *     }
         */
        ApiChecked: {
            /** Ok */
            ok: boolean;
            /**
             * Errors
             * @default []
             */
            errors?: components["schemas"]["ApiFault"][];
            /**
             * Warnings
             * @default []
             */
            warnings?: components["schemas"]["Warned"][];
        };
        /** ApiFault */
        ApiFault: {
            /** Pointer */
            pointer: string;
            /** Message */
            message: string;
            /**
             * Value
             * @description what was sent there, unless it is secret
             */
            value?: string | number | boolean | null;
        };
        /**
         * ApiIn
         * @example {
         *       "identity": [
         *         {
         *           "kind": "jwt"
         *         },
         *         {
         *           "kind": "key",
         *           "name": "x-api-key"
         *         },
         *         {
         *           "kind": "address"
         *         }
         *       ],
         *       "limits": [
         *         {
         *           "quota": 100,
         *           "window": 60
         *         },
         *         {
         *           "operation": "POST /orders/login",
         *           "quota": 5,
         *           "window": 60
         *         }
         *       ],
         *       "mode": "observe",
         *       "name": "orders",
         *       "prefix": "/orders",
         *       "secret_header": {
         *         "name": "x-origin-secret",
         *         "value": "write-only"
         *       },
         *       "trusted_proxies": [
         *         "10.0.0.0/8"
         *       ],
         *       "upstream": "http://127.0.0.1:3000"
         *     }
         */
        ApiIn: {
            /** Name */
            name: string;
            /** Upstream */
            upstream: string;
            /**
             * Hosts
             * @default []
             */
            hosts?: string[];
            /**
             * Prefix
             * @default /
             */
            prefix?: string;
            /**
             * Strip Prefix
             * @default false
             */
            strip_prefix?: boolean;
            /**
             * Preserve Host
             * @default true
             */
            preserve_host?: boolean;
            /**
             * Verify Upstream
             * @default true
             */
            verify_upstream?: boolean;
            /**
             * Upstream Ca
             * @default
             */
            upstream_ca?: string;
            /**
             * Mode
             * @default enforce
             * @enum {string}
             */
            mode?: "observe" | "enforce" | "off";
            /**
             * Identity
             * @default []
             */
            identity?: components["schemas"]["IdentityIn"][];
            /**
             * Limits
             * @default []
             */
            limits?: components["schemas"]["LimitIn"][];
            /**
             * Trusted Proxies
             * @default []
             */
            trusted_proxies?: string[];
            /**
             * Trusted Hops
             * @default 0
             */
            trusted_hops?: number;
            /**
             * Client Header
             * @default x-forwarded-for
             */
            client_header?: string;
            secret_header?: components["schemas"]["SecretHeaderIn"] | null;
            /**
             * Block Threshold
             * @default 5
             */
            block_threshold?: number;
            /**
             * Paranoia Level
             * @default 1
             */
            paranoia_level?: number;
            /**
             * Body Bytes
             * @default 10485760
             */
            body_bytes?: number;
            /**
             * Body Ratio
             * @default 100
             */
            body_ratio?: number;
            /**
             * Detectors
             * @default {}
             */
            detectors?: {
                [key: string]: components["schemas"]["DetectorOverride"];
            };
        };
        /**
         * ApiOut
         * @description As it was sent, secrets masked.
         * @example {
         *       "identity": [
         *         {
         *           "kind": "jwt"
         *         },
         *         {
         *           "kind": "key",
         *           "name": "x-api-key"
         *         },
         *         {
         *           "kind": "address"
         *         }
         *       ],
         *       "limits": [
         *         {
         *           "quota": 100,
         *           "window": 60
         *         },
         *         {
         *           "operation": "POST /orders/login",
         *           "quota": 5,
         *           "window": 60
         *         }
         *       ],
         *       "mode": "observe",
         *       "name": "orders",
         *       "prefix": "/orders",
         *       "secret_header": {
         *         "name": "x-origin-secret",
         *         "value": "write-only"
         *       },
         *       "trusted_proxies": [
         *         "10.0.0.0/8"
         *       ],
         *       "upstream": "http://127.0.0.1:3000"
         *     }
         */
        ApiOut: {
            /** Name */
            name: string;
            /** Upstream */
            upstream: string;
            /**
             * Hosts
             * @default []
             */
            hosts?: string[];
            /**
             * Prefix
             * @default /
             */
            prefix?: string;
            /**
             * Strip Prefix
             * @default false
             */
            strip_prefix?: boolean;
            /**
             * Preserve Host
             * @default true
             */
            preserve_host?: boolean;
            /**
             * Verify Upstream
             * @default true
             */
            verify_upstream?: boolean;
            /**
             * Upstream Ca
             * @default
             */
            upstream_ca?: string;
            /**
             * Mode
             * @default enforce
             * @enum {string}
             */
            mode?: "observe" | "enforce" | "off";
            /**
             * Identity
             * @default []
             */
            identity?: components["schemas"]["IdentityIn"][];
            /**
             * Limits
             * @default []
             */
            limits?: components["schemas"]["LimitIn"][];
            /**
             * Trusted Proxies
             * @default []
             */
            trusted_proxies?: string[];
            /**
             * Trusted Hops
             * @default 0
             */
            trusted_hops?: number;
            /**
             * Client Header
             * @default x-forwarded-for
             */
            client_header?: string;
            secret_header?: components["schemas"]["SecretHeaderIn"] | null;
            /**
             * Block Threshold
             * @default 5
             */
            block_threshold?: number;
            /**
             * Paranoia Level
             * @default 1
             */
            paranoia_level?: number;
            /**
             * Body Bytes
             * @default 10485760
             */
            body_bytes?: number;
            /**
             * Body Ratio
             * @default 100
             */
            body_ratio?: number;
            /**
             * Detectors
             * @default {}
             */
            detectors?: {
                [key: string]: components["schemas"]["DetectorOverride"];
            };
            /** Id */
            id: number;
            /**
             * Has Ingest Key
             * @description whether telemetry is taken for it: POST /api/apis/{id}/ingest-key
             */
            has_ingest_key: boolean;
            /** Version */
            version: number;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
        };
        /** ApiOutcome */
        ApiOutcome: {
            /** Api Id */
            api_id: number;
            /** Name */
            name: string;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "allow" | "ban" | "throttle" | "none";
            /**
             * Enforced
             * @description false: only said, as the API or the detector `access` is in observe
             */
            enforced: boolean;
            /** Because */
            because: string;
        };
        /**
         * AttemptIn
         * @example {
         *       "client": "203.0.113.7",
         *       "headers": {
         *         "user-agent": "curl/8.5.0"
         *       },
         *       "method": "GET",
         *       "url": "https://shop.example.com/orders/42?note=%27%20OR%201%3D1--"
         *     }
         */
        AttemptIn: {
            /**
             * Method
             * @default GET
             */
            method?: string;
            /**
             * Url
             * @description a whole URL, or a path; its host and path choose the API unless `api_id` does
             */
            url: string;
            /**
             * Headers
             * @description an object, or an array of pairs where a name occurs twice
             * @default {}
             */
            headers?: {
                [key: string]: string;
            } | [
                string,
                string
            ][];
            /**
             * Body
             * @default
             */
            body?: string;
            /**
             * Client
             * @description the address it comes from, before trusted proxies
             * @default 127.0.0.1
             */
            client?: string;
            /** Api Id */
            api_id?: number | null;
        };
        /**
         * AttemptOut
         * @description `would`: what enforcing would do. `cost`: microseconds by addon. `identity` as it is recorded: `key:3f0a…`.
         */
        AttemptOut: {
            verdict: components["schemas"]["AttemptVerdict"];
            /** Would */
            would: string;
            /** Threshold */
            threshold: number;
            /** Mode */
            mode: string;
            /** Api Id */
            api_id: number;
            /** Api */
            api: string;
            /** Operation */
            operation: string;
            /** Client */
            client: string;
            /** Identity */
            identity: string;
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
            /** Cost */
            cost: {
                [key: string]: number;
            };
            /** Revision */
            revision: number;
        };
        /**
         * AttemptVerdict
         * @description `action` as the API's mode is; `retry_after` seconds, of a throttle.
         */
        AttemptVerdict: {
            /** Action */
            action: string;
            /** Score */
            score: number;
            /** Reason */
            reason: string;
            /** Retry After */
            retry_after: number | null;
        };
        /**
         * AuditOut
         * @example {
         *       "action": "blacklist.add",
         *       "actor": "admin@localhost",
         *       "address": "127.0.0.1",
         *       "after": {
         *         "scope": "address",
         *         "target": "203.0.113.7"
         *       },
         *       "at": "2026-01-31T08:00:00.000000Z",
         *       "id": 12,
         *       "target": "blacklist/3"
         *     }
         */
        AuditOut: {
            /** Id */
            id: number;
            /** At */
            at: string;
            /** Actor */
            actor: string;
            /** Address */
            address: string;
            /** Action */
            action: string;
            /** Target */
            target: string;
            /** Before */
            before: unknown;
            /** After */
            after: unknown;
        };
        /**
         * AuditVerified
         * @example {
         *       "rows": 4711,
         *       "whole": true
         *     }
         */
        AuditVerified: {
            /** Whole */
            whole: boolean;
            /**
             * First Bad
             * @description the first row that was changed or is missing
             */
            first_bad: number | null;
            /** Rows */
            rows: number;
        };
        /**
         * BaselineOut
         * @description One figure of an API or an operation: what is usual, and what is seen now.
         */
        BaselineOut: {
            /** Api Id */
            api_id: number;
            /**
             * Operation
             * @description empty: of the whole API
             */
            operation: string;
            /** Figure */
            figure: string;
            /**
             * Unit
             * @enum {string}
             */
            unit: "bytes" | "seconds" | "share" | "per minute" | "count";
            /**
             * Usual
             * @description the middle
             */
            usual: number;
            /**
             * Low
             * @description of what is usual; 0 where there is no such end
             */
            low: number;
            /**
             * High
             * @description of what is usual: a 99th percentile, or the season's most
             */
            high: number;
            /**
             * Bound
             * @description from here on it counts as odd; 0: not by this figure alone
             */
            bound: number;
            /**
             * Now
             * @description null: too little is seen now to say
             */
            now: number | null;
            /**
             * Number
             * @description of values that the usual comes from
             */
            number: number;
            /**
             * Who
             * @description the caller that `now` is of, where it is one caller's
             */
            who: string;
        };
        /**
         * BaselinesOut
         * @example {
         *       "at": "2026-01-31T08:00:00.000000Z",
         *       "items": [
         *         {
         *           "api_id": 1,
         *           "bound": 16384,
         *           "figure": "answer size",
         *           "high": 2400,
         *           "low": 0,
         *           "now": 1210,
         *           "number": 8120,
         *           "operation": "GET /orders/{id}",
         *           "unit": "bytes",
         *           "usual": 1190,
         *           "who": ""
         *         }
         *       ]
         *     }
         */
        BaselinesOut: {
            /**
             * At
             * @description as it was then; null: nothing was kept yet
             */
            at: string | null;
            /** Items */
            items: components["schemas"]["BaselineOut"][];
        };
        /** BehaviourOut */
        BehaviourOut: {
            /**
             * Id
             * @description of the detector
             */
            id: string;
            /** Title */
            title: string;
            /**
             * Mode
             * @description for all APIs that do not say otherwise
             * @enum {string}
             */
            mode: "observe" | "enforce" | "off";
            /**
             * Ready
             * @description whether it concludes yet; before that it only learns
             */
            ready: boolean;
            /** @description null: nothing yet */
            learned: components["schemas"]["LearnedOut"] | null;
        };
        /**
         * BehavioursOut
         * @example {
         *       "items": [
         *         {
         *           "id": "abuse",
         *           "learned": {
         *             "behind": 12,
         *             "bytes": 912000,
         *             "conclusions": 3,
         *             "exchanges": 1042000,
         *             "identities": 2105,
         *             "since": "2026-01-30T08:00:00.000000Z",
         *             "updated_at": "2026-01-31T08:00:00.000000Z",
         *             "watched": 86400
         *           },
         *           "mode": "observe",
         *           "ready": true,
         *           "title": "Abuse patterns"
         *         }
         *       ],
         *       "sample": 1
         *     }
         */
        BehavioursOut: {
            /** Items */
            items: components["schemas"]["BehaviourOut"][];
            /**
             * Sample
             * @description share of ordinary exchanges that is recorded; behaviours see no others
             */
            sample: number;
        };
        /**
         * Bulk
         * @description The same for many alerts; ids that are not there are passed over.
         * @example {
         *       "action": "mute",
         *       "ids": [
         *         7,
         *         8
         *       ],
         *       "seconds": 3600
         *     }
         */
        Bulk: {
            /** Ids */
            ids: number[];
            /**
             * Action
             * @enum {string}
             */
            action: "ack" | "mute" | "unmute" | "review";
            /** Seconds */
            seconds?: number | null;
            /** Review */
            review?: ("true_positive" | "false_positive") | null;
        };
        /**
         * BulkIn
         * @description Many addresses and ranges, one a line; empty lines and what follows `#` are skipped.
         * @example {
         *       "reason": "feed of January",
         *       "text": "# scanners\n203.0.113.0/24\n2001:db8::/32\n"
         *     }
         */
        BulkIn: {
            /**
             * Expires At
             * @description ISO 8601 with an offset
             */
            expires_at?: string | null;
            /** Ttl Seconds */
            ttl_seconds?: number | null;
            /** Text */
            text: string;
            /** Api Id */
            api_id?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /** BulkOut */
        BulkOut: {
            /** Added */
            added: number;
        };
        /** CertificateStatus */
        CertificateStatus: {
            /** Subject */
            subject: string;
            /** Not After */
            not_after: string;
            /**
             * Days
             * @description until it ends; negative: it has
             */
            days: number;
        };
        /**
         * ChangeOut
         * @example {
         *       "after": "enforce",
         *       "before": "observe",
         *       "path": "/apis/orders/mode"
         *     }
         */
        ChangeOut: {
            /**
             * Path
             * @description a JSON pointer; APIs by name, exclusions by id
             */
            path: string;
            /**
             * Before
             * @description null: was not there; secrets masked, so a new secret shows as ******** twice
             */
            before: unknown;
            /**
             * After
             * @description null: is not there
             */
            after: unknown;
        };
        /**
         * Changed
         * @example {
         *       "changed": 2
         *     }
         */
        Changed: {
            /** Changed */
            changed: number;
        };
        /**
         * ChannelChange
         * @description The whole channel anew; its kind stays. A secret of `********` keeps what is stored.
         * @example {
         *       "api_ids": [
         *         1
         *       ],
         *       "config": {
         *         "to": [
         *           "oncall@example.com"
         *         ]
         *       },
         *       "name": "On call",
         *       "quiet": {
         *         "except_severity": "critical",
         *         "from": "22:00",
         *         "timezone": "Europe/Berlin",
         *         "to": "07:00"
         *       },
         *       "severity": "error"
         *     }
         */
        ChannelChange: {
            /** Name */
            name: string;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Severity
             * @description told from here on
             * @default info
             * @enum {string}
             */
            severity?: "info" | "notice" | "warning" | "error" | "critical";
            /**
             * Api Ids
             * @description empty: of all APIs
             * @default []
             */
            api_ids?: number[];
            quiet?: components["schemas"]["Quiet"] | null;
            /**
             * Per Hour
             * @description more become one digest
             * @default 60
             */
            per_hour?: number;
            /** Config */
            config: components["schemas"]["EmailConfig"] | components["schemas"]["SlackConfig"] | components["schemas"]["WebhookConfig"];
        };
        /**
         * ChannelIn
         * @example {
         *       "api_ids": [],
         *       "config": {
         *         "url": "https://hooks.example.com/boing"
         *       },
         *       "kind": "webhook",
         *       "name": "On call",
         *       "per_hour": 60,
         *       "severity": "error"
         *     }
         */
        ChannelIn: {
            /** Name */
            name: string;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Severity
             * @description told from here on
             * @default info
             * @enum {string}
             */
            severity?: "info" | "notice" | "warning" | "error" | "critical";
            /**
             * Api Ids
             * @description empty: of all APIs
             * @default []
             */
            api_ids?: number[];
            quiet?: components["schemas"]["Quiet"] | null;
            /**
             * Per Hour
             * @description more become one digest
             * @default 60
             */
            per_hour?: number;
            /** Config */
            config: components["schemas"]["EmailConfig"] | components["schemas"]["SlackConfig"] | components["schemas"]["WebhookConfig"];
            /**
             * Kind
             * @enum {string}
             */
            kind: "email" | "slack" | "webhook";
        };
        /**
         * ChannelMade
         * @example {
         *       "api_ids": [],
         *       "builtin": false,
         *       "config": {
         *         "secret": "********",
         *         "url": "https://hooks.example.com/boing"
         *       },
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "enabled": true,
         *       "id": 2,
         *       "kind": "webhook",
         *       "name": "On call",
         *       "per_hour": 60,
         *       "severity": "error",
         *       "updated_at": "2026-01-31T08:00:00.000000Z",
         *       "version": 1
         *     }
         */
        ChannelMade: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "email" | "slack" | "webhook";
            /**
             * Builtin
             * @description its target comes from the settings and cannot be changed here
             */
            builtin: boolean;
            /** Enabled */
            enabled: boolean;
            /**
             * Severity
             * @enum {string}
             */
            severity: "info" | "notice" | "warning" | "error" | "critical";
            /** Api Ids */
            api_ids: number[];
            quiet: components["schemas"]["Quiet"] | null;
            /** Per Hour */
            per_hour: number;
            /** Config */
            config: components["schemas"]["EmailTarget"] | components["schemas"]["SlackTarget"] | components["schemas"]["WebhookTarget"];
            /** Version */
            version: number;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
            /**
             * Secret
             * @description the webhook's secret where it was made here: it is not shown again
             */
            secret: string | null;
        };
        /**
         * ChannelOut
         * @example {
         *       "api_ids": [],
         *       "builtin": false,
         *       "config": {
         *         "secret": "********",
         *         "url": "https://hooks.example.com/boing"
         *       },
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "enabled": true,
         *       "id": 2,
         *       "kind": "webhook",
         *       "name": "On call",
         *       "per_hour": 60,
         *       "severity": "error",
         *       "updated_at": "2026-01-31T08:00:00.000000Z",
         *       "version": 1
         *     }
         */
        ChannelOut: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "email" | "slack" | "webhook";
            /**
             * Builtin
             * @description its target comes from the settings and cannot be changed here
             */
            builtin: boolean;
            /** Enabled */
            enabled: boolean;
            /**
             * Severity
             * @enum {string}
             */
            severity: "info" | "notice" | "warning" | "error" | "critical";
            /** Api Ids */
            api_ids: number[];
            quiet: components["schemas"]["Quiet"] | null;
            /** Per Hour */
            per_hour: number;
            /** Config */
            config: components["schemas"]["EmailTarget"] | components["schemas"]["SlackTarget"] | components["schemas"]["WebhookTarget"];
            /** Version */
            version: number;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
        };
        /**
         * CurrentRevision
         * @example {
         *       "revision": 4
         *     }
         */
        CurrentRevision: {
            /**
             * Revision
             * @description 0: nothing was ever set
             */
            revision: number;
        };
        /**
         * DecisionIn
         * @description A ban answers 403, a throttle 429. It always ends: what is meant to last belongs on the blacklist.
         * @example {
         *       "reason": "scraper",
         *       "target": "203.0.113.7",
         *       "ttl_seconds": 3600,
         *       "type": "ban"
         *     }
         */
        DecisionIn: {
            /**
             * Expires At
             * @description ISO 8601 with an offset
             */
            expires_at?: string | null;
            /** Ttl Seconds */
            ttl_seconds?: number | null;
            /**
             * Type
             * @enum {string}
             */
            type: "ban" | "throttle";
            /**
             * Scope
             * @description left out: address or range, as the target reads
             */
            scope?: ("address" | "range" | "key" | "principal" | "country") | null;
            /**
             * Target
             * @description for scope key: the raw API key, kept only as a keyed hash
             */
            target: string;
            /**
             * Api Id
             * @description only for this API; null or 0: for all
             */
            api_id?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * DecisionOut
         * @example {
         *       "author": "analyst",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "expires_at": "2026-01-31T09:00:00.000000Z",
         *       "id": 5,
         *       "origin": "limits",
         *       "reason": "limit exceeded 40 times within a minute",
         *       "scope": "address",
         *       "target": "203.0.113.7",
         *       "type": "ban"
         *     }
         */
        DecisionOut: {
            /** Id */
            id: number;
            /**
             * Type
             * @enum {string}
             */
            type: "ban" | "throttle";
            /** Scope */
            scope: string;
            /** Target */
            target: string;
            /** Api Id */
            api_id: number | null;
            /** Expires At */
            expires_at: string | null;
            /**
             * Origin
             * @description what made it: a detector, analyst, or person
             */
            origin: string;
            /** Reason */
            reason: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
        };
        /**
         * DecisionsOut
         * @description The decisions that stood and do not any more.
         */
        DecisionsOut: {
            /** Removed */
            removed: components["schemas"]["DecisionOut"][];
        };
        /** DeliveryAttempt */
        DeliveryAttempt: {
            /** At */
            at: string;
            /** Error */
            error: string | null;
            /** Milliseconds */
            milliseconds: number;
        };
        /**
         * DeliveryOut
         * @description `waiting`: for its time or its next attempt; `held`: by quiet hours or the rate, until a digest; `merged`: told of in
         *     a digest; `dropped`: muted or acknowledged while held, or the channel is off; `dead`: all attempts failed.
         * @example {
         *       "alert_id": 7,
         *       "attempts": 1,
         *       "channel": "On call",
         *       "channel_id": 2,
         *       "created_at": "2026-01-31T08:00:50.000000Z",
         *       "due_at": "2026-01-31T08:01:10.000000Z",
         *       "error": "no answer within 10 s",
         *       "id": 9,
         *       "kind": "opened",
         *       "log": [
         *         {
         *           "at": "2026-01-31T08:01:00.000000Z",
         *           "error": "no answer within 10 s",
         *           "milliseconds": 10002
         *         }
         *       ],
         *       "message_id": "msg_5f0c2a9d1b7e4c335f0c2a9d1b7e4c33",
         *       "state": "waiting",
         *       "updated_at": "2026-01-31T08:01:00.000000Z"
         *     }
         */
        DeliveryOut: {
            /** Id */
            id: number;
            /** Channel Id */
            channel_id: number;
            /**
             * Channel
             * @description its name; empty: it is gone
             */
            channel: string;
            /** Alert Id */
            alert_id: number | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "opened" | "reopened" | "graver" | "milestone" | "digest" | "test";
            /**
             * Message Id
             * @description the same for all attempts: webhook-id, and part of the mail's Message-ID
             */
            message_id: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "held" | "delivered" | "merged" | "dropped" | "dead";
            /** Attempts */
            attempts: number;
            /** Due At */
            due_at: string | null;
            /**
             * Error
             * @description of the newest attempt, or why there was none
             */
            error: string | null;
            /** Log */
            log: components["schemas"]["DeliveryAttempt"][];
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
        };
        /**
         * DetectorAt
         * @description How one API has it, and what came of that. `own`: the API says so itself, whatever is set for all.
         */
        DetectorAt: {
            /** Api Id */
            api_id: number;
            /** Name */
            name: string;
            /**
             * Mode
             * @enum {string}
             */
            mode: "observe" | "enforce" | "off";
            /** Own */
            own: boolean;
            /** Hits */
            hits: number;
            /** Stopped */
            stopped: number;
        };
        /**
         * DetectorChange
         * @example {
         *       "mode": "observe",
         *       "on_error": "allow",
         *       "options": {}
         *     }
         */
        DetectorChange: {
            /**
             * Mode
             * @default enforce
             * @enum {string}
             */
            mode?: "observe" | "enforce" | "off";
            /**
             * On Error
             * @default allow
             * @enum {string}
             */
            on_error?: "allow" | "block";
            /**
             * Options
             * @default {}
             */
            options?: {
                [key: string]: unknown;
            };
        };
        /** DetectorOut */
        DetectorOut: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /**
             * Mode
             * @enum {string}
             */
            mode: "observe" | "enforce" | "off";
            /**
             * On Error
             * @enum {string}
             */
            on_error: "allow" | "block";
            /** Options */
            options: {
                [key: string]: unknown;
            };
            /**
             * Options Schema
             * @description JSON Schema of options
             */
            options_schema: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /** DetectorOverride */
        DetectorOverride: {
            /**
             * Mode
             * @default enforce
             * @enum {string}
             */
            mode?: "observe" | "enforce" | "off";
            /**
             * On Error
             * @default allow
             * @enum {string}
             */
            on_error?: "allow" | "block";
            /**
             * Options
             * @default {}
             */
            options?: {
                [key: string]: unknown;
            };
        };
        /** DetectorPoint */
        DetectorPoint: {
            /** At */
            at: string;
            /** Hits */
            hits: number;
            /** Stopped */
            stopped: number;
        };
        /**
         * DetectorStats
         * @description Exchanges in which the detector found something. `stopped` ones were blocked or throttled, by it or another.
         * @example {
         *       "apis": [
         *         {
         *           "api_id": 1,
         *           "hits": 42,
         *           "mode": "enforce",
         *           "name": "orders",
         *           "own": false,
         *           "stopped": 40
         *         }
         *       ],
         *       "false_positives": 1,
         *       "hits": 42,
         *       "mean_microseconds": 21.5,
         *       "rules": [
         *         {
         *           "hits": 30,
         *           "rule": "41100",
         *           "stopped": 30
         *         }
         *       ],
         *       "series": [
         *         {
         *           "at": "2026-01-31T07:50:00.000000Z",
         *           "hits": 2,
         *           "stopped": 2
         *         }
         *       ],
         *       "since": "2026-01-30T08:00:00.000000Z",
         *       "step": 600,
         *       "stopped": 40,
         *       "true_positives": 3,
         *       "would": 2
         *     }
         */
        DetectorStats: {
            /** Since */
            since: string;
            /**
             * Step
             * @description seconds between the points of `series`
             */
            step: number;
            /** Hits */
            hits: number;
            /** Stopped */
            stopped: number;
            /**
             * Would
             * @description let through, though they would have been stopped in enforce
             */
            would: number;
            /**
             * False Positives
             * @description alerts of this time reviewed so
             */
            false_positives: number;
            /** True Positives */
            true_positives: number;
            /**
             * Mean Microseconds
             * @description a look at one exchange; null: it looked at none
             */
            mean_microseconds: number | null;
            /** Series */
            series: components["schemas"]["DetectorPoint"][];
            /**
             * Rules
             * @description the busiest, at most 50
             */
            rules: components["schemas"]["RuleHits"][];
            /** Apis */
            apis: components["schemas"]["DetectorAt"][];
        };
        /** DiffOut */
        DiffOut: {
            /** From */
            from: number;
            /** To */
            to: number;
            /** Changes */
            changes: components["schemas"]["ChangeOut"][];
        };
        /**
         * EmailConfig
         * @description Host, port, user and sender left out are those of the settings.
         */
        EmailConfig: {
            /** To */
            to: string[];
            /** Host */
            host?: string | null;
            /** Port */
            port?: number | null;
            /** User */
            user?: string | null;
            /**
             * Password
             * @description write-only
             */
            password?: string | null;
            /**
             * Security
             * @description left out: tls at port 465, else starttls
             */
            security?: ("starttls" | "tls" | "none") | null;
            /** From */
            from?: string | null;
        };
        /** EmailTarget */
        EmailTarget: {
            /** To */
            to: string[];
            /** Host */
            host: string | null;
            /** Port */
            port: number | null;
            /** User */
            user: string | null;
            /** Password */
            password: string | null;
            /** Security */
            security: string | null;
            /** From */
            from: string | null;
        };
        /**
         * EntriesBack
         * @example {
         *       "entries": [
         *         {
         *           "reason": "scraper",
         *           "scope": "address",
         *           "target": "203.0.113.7"
         *         }
         *       ]
         *     }
         */
        EntriesBack: {
            /** Entries */
            entries: components["schemas"]["EntryBack"][];
        };
        /**
         * EntriesOut
         * @description The entries that were there and are not any more: what `restore` takes to undo it.
         */
        EntriesOut: {
            /** Removed */
            removed: components["schemas"]["EntryOut"][];
        };
        /**
         * EntryBack
         * @description An entry as it was answered; its id, version and author are made anew.
         */
        EntryBack: {
            /**
             * Scope
             * @enum {string}
             */
            scope: "address" | "range" | "key" | "principal" | "country";
            /**
             * Target
             * @description as it is kept: an API key by its hash
             */
            target: string;
            /**
             * Hint
             * @default
             */
            hint?: string;
            /** Api Id */
            api_id?: number | null;
            /** Expires At */
            expires_at?: string | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * EntryChange
         * @description The whole entry anew. `target` may be left out to keep it (an API key is not known any more).
         * @example {
         *       "reason": "the scraper's network",
         *       "target": "203.0.113.0/24",
         *       "ttl_seconds": 86400
         *     }
         */
        EntryChange: {
            /**
             * Expires At
             * @description ISO 8601 with an offset
             */
            expires_at?: string | null;
            /** Ttl Seconds */
            ttl_seconds?: number | null;
            /** Scope */
            scope?: ("address" | "range" | "key" | "principal" | "country") | null;
            /** Target */
            target?: string | null;
            /** Api Id */
            api_id?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * EntryIn
         * @example {
         *       "reason": "scraper",
         *       "target": "203.0.113.7",
         *       "ttl_seconds": 3600
         *     }
         */
        EntryIn: {
            /**
             * Expires At
             * @description ISO 8601 with an offset
             */
            expires_at?: string | null;
            /** Ttl Seconds */
            ttl_seconds?: number | null;
            /**
             * Scope
             * @description left out: address or range, as the target reads
             */
            scope?: ("address" | "range" | "key" | "principal" | "country") | null;
            /**
             * Target
             * @description for scope key: the raw API key, kept only as a keyed hash
             */
            target: string;
            /**
             * Api Id
             * @description only for this API; null or 0: for all
             */
            api_id?: number | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * EntryOut
         * @example {
         *       "author": "admin@localhost",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "expires_at": "2026-01-31T09:00:00.000000Z",
         *       "hint": "",
         *       "id": 3,
         *       "list": "blacklist",
         *       "reason": "scraper",
         *       "scope": "address",
         *       "target": "203.0.113.7",
         *       "version": 1
         *     }
         */
        EntryOut: {
            /** Id */
            id: number;
            /**
             * List
             * @enum {string}
             */
            list: "whitelist" | "blacklist";
            /**
             * Scope
             * @enum {string}
             */
            scope: "address" | "range" | "key" | "principal" | "country";
            /** Target */
            target: string;
            /**
             * Hint
             * @description for scope key, the key's last characters; else empty
             */
            hint: string;
            /** Api Id */
            api_id: number | null;
            /** Expires At */
            expires_at: string | null;
            /** Reason */
            reason: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /** Version */
            version: number;
        };
        /**
         * ExchangeExplained
         * @description With what its API is set to now: the exchange was judged by the policy of its `revision`.
         * @example {
         *       "action": "block",
         *       "api_id": 1,
         *       "at": "2026-09-21T14:13:20.001000Z",
         *       "client": "203.0.113.7",
         *       "cost": {
         *         "access": 3,
         *         "signatures": 120
         *       },
         *       "country": "CH",
         *       "duration": 1500,
         *       "error": "",
         *       "findings": [
         *         {
         *           "detector": "signatures",
         *           "effect": "score",
         *           "evidence": "1' or 1=1",
         *           "location": "query:q",
         *           "message": "SQL injection",
         *           "mode": "enforce",
         *           "rule": "942100",
         *           "severity": "critical",
         *           "tags": [
         *             "attack-sqli"
         *           ]
         *         }
         *       ],
         *       "gateway": "edge-1/0",
         *       "host": "api.example.com",
         *       "id": 5,
         *       "identity": "203.0.113.7",
         *       "identity_kind": "address",
         *       "inspection": 140,
         *       "method": "GET",
         *       "operation": "GET /orders/{id}",
         *       "path": "/orders/7",
         *       "peer": "10.0.0.1",
         *       "query": "q=***",
         *       "reason": "942100",
         *       "request_bytes": 210,
         *       "request_id": "019f3c2a9d1b7e4c335f0c2a9d1b7e4c",
         *       "response_bytes": 512,
         *       "revision": 12,
         *       "score": 5,
         *       "source": "proxy",
         *       "status": 403,
         *       "upstream": 0,
         *       "user_agent": "curl/8.5.0",
         *       "version": "HTTP/2",
         *       "would": "block"
         *     }
         */
        ExchangeExplained: {
            /** Id */
            id: number;
            /** Request Id */
            request_id: string;
            /** At */
            at: string;
            /** Api Id */
            api_id: number;
            /** Operation */
            operation: string;
            /** Method */
            method: string;
            /** Path */
            path: string;
            /** Query */
            query: string;
            /** Host */
            host: string;
            /** Version */
            version: string;
            /** Status */
            status: number;
            /** Action */
            action: string;
            /** Would */
            would: string;
            /** Score */
            score: number;
            /** Reason */
            reason: string;
            /** Peer */
            peer: string;
            /** Client */
            client: string;
            /** Identity Kind */
            identity_kind: string;
            /** Identity */
            identity: string;
            /** User Agent */
            user_agent: string;
            /** Request Bytes */
            request_bytes: number;
            /** Response Bytes */
            response_bytes: number;
            /** Duration */
            duration: number;
            /** Upstream */
            upstream: number;
            /** Inspection */
            inspection: number;
            /** Error */
            error: string;
            /** Revision */
            revision: number;
            /** Source */
            source: string;
            /** Gateway */
            gateway: string;
            /** Country */
            country: string;
            /** Cost */
            cost: {
                [key: string]: number;
            };
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
            /**
             * Review
             * @description what a person said of this one exchange
             */
            review: ("true_positive" | "false_positive") | null;
            /** Reviewed By */
            reviewed_by: string | null;
            /**
             * Threshold
             * @description the score from which its API blocks; null: no such API any more
             */
            threshold: number | null;
            /**
             * Mode
             * @description enforce, observe or off; null: no such API any more
             */
            mode: string | null;
        };
        /**
         * ExchangeOut
         * @example {
         *       "action": "block",
         *       "api_id": 1,
         *       "at": "2026-09-21T14:13:20.001000Z",
         *       "client": "203.0.113.7",
         *       "country": "CH",
         *       "duration": 1500,
         *       "error": "",
         *       "gateway": "edge-1/0",
         *       "host": "api.example.com",
         *       "id": 5,
         *       "identity": "203.0.113.7",
         *       "identity_kind": "address",
         *       "inspection": 140,
         *       "method": "GET",
         *       "operation": "GET /orders/{id}",
         *       "path": "/orders/7",
         *       "peer": "10.0.0.1",
         *       "query": "q=***",
         *       "reason": "942100",
         *       "request_bytes": 210,
         *       "request_id": "019f3c2a9d1b7e4c335f0c2a9d1b7e4c",
         *       "response_bytes": 512,
         *       "revision": 12,
         *       "score": 5,
         *       "source": "proxy",
         *       "status": 403,
         *       "upstream": 0,
         *       "user_agent": "curl/8.5.0",
         *       "version": "HTTP/2",
         *       "would": "block"
         *     }
         */
        ExchangeOut: {
            /** Id */
            id: number;
            /** Request Id */
            request_id: string;
            /** At */
            at: string;
            /** Api Id */
            api_id: number;
            /** Operation */
            operation: string;
            /** Method */
            method: string;
            /** Path */
            path: string;
            /** Query */
            query: string;
            /** Host */
            host: string;
            /** Version */
            version: string;
            /** Status */
            status: number;
            /** Action */
            action: string;
            /** Would */
            would: string;
            /** Score */
            score: number;
            /** Reason */
            reason: string;
            /** Peer */
            peer: string;
            /** Client */
            client: string;
            /** Identity Kind */
            identity_kind: string;
            /** Identity */
            identity: string;
            /** User Agent */
            user_agent: string;
            /** Request Bytes */
            request_bytes: number;
            /** Response Bytes */
            response_bytes: number;
            /** Duration */
            duration: number;
            /** Upstream */
            upstream: number;
            /** Inspection */
            inspection: number;
            /** Error */
            error: string;
            /** Revision */
            revision: number;
            /** Source */
            source: string;
            /** Gateway */
            gateway: string;
            /** Country */
            country: string;
        };
        /**
         * ExclusionIn
         * @example {
         *       "api_id": 1,
         *       "operation": "POST /orders/{id}",
         *       "parameter": "comment",
         *       "reason": "customers write SQL in comments",
         *       "rule": "41100",
         *       "ttl_seconds": 2592000
         *     }
         */
        ExclusionIn: {
            /**
             * Expires At
             * @description ISO 8601 with an offset
             */
            expires_at?: string | null;
            /** Ttl Seconds */
            ttl_seconds?: number | null;
            /**
             * Rule
             * @description a rule's id, as findings have it
             * @default
             */
            rule?: string;
            /**
             * Tag
             * @description all rules of this tag, such as attack-sqli; with `rule`: both must fit
             * @default
             */
            tag?: string;
            /**
             * Api Id
             * @description only for this API; null or 0: for all
             */
            api_id?: number | null;
            /**
             * Operation
             * @default
             */
            operation?: string;
            /**
             * Parameter
             * @description a parameter's name (`comment`), or a finding's location (`query:comment`)
             * @default
             */
            parameter?: string;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * ExclusionOut
         * @example {
         *       "api_id": 1,
         *       "author": "admin@localhost",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "expired": false,
         *       "expires_at": "2026-03-02T08:00:00.000000Z",
         *       "id": 2,
         *       "operation": "POST /orders/{id}",
         *       "parameter": "comment",
         *       "reason": "customers write SQL in comments",
         *       "rule": "41100",
         *       "tag": "",
         *       "version": 1
         *     }
         */
        ExclusionOut: {
            /** Id */
            id: number;
            /** Rule */
            rule: string;
            /** Tag */
            tag: string;
            /** Api Id */
            api_id: number | null;
            /** Operation */
            operation: string;
            /** Parameter */
            parameter: string;
            /** Reason */
            reason: string;
            /** Expires At */
            expires_at: string | null;
            /** Expired */
            expired: boolean;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /** Version */
            version: number;
        };
        /** FieldProblemOut */
        FieldProblemOut: {
            /** Pointer */
            pointer: string;
            /** Message */
            message: string;
            /** Value */
            value?: unknown;
        };
        /**
         * FindingOut
         * @example {
         *       "detector": "signatures",
         *       "effect": "score",
         *       "evidence": "1' or 1=1",
         *       "location": "query:q",
         *       "message": "SQL injection",
         *       "mode": "enforce",
         *       "rule": "942100",
         *       "severity": "critical",
         *       "tags": [
         *         "attack-sqli"
         *       ]
         *     }
         */
        FindingOut: {
            /** Detector */
            detector: string;
            /** Rule */
            rule: string;
            /** Severity */
            severity: string;
            /** Effect */
            effect: string;
            /** Mode */
            mode: string;
            /** Location */
            location: string;
            /** Evidence */
            evidence: string;
            /** Message */
            message: string;
            /** Tags */
            tags: string[];
        };
        /** GatewayOut */
        GatewayOut: {
            /** Name */
            name: string;
            /**
             * At
             * @description when it reported last
             */
            at: string;
            /**
             * Stale
             * @description silent for more than 30 s: it is down, or cannot reach the store
             */
            stale: boolean;
            /**
             * Behind
             * @description a worker that is ready serves by an older policy than the current one
             */
            behind: boolean;
            /** Version */
            version: string;
            /** @description null: it is of a version that reports otherwise */
            status: components["schemas"]["GatewayStatus"] | null;
        };
        /** GatewayStatus */
        GatewayStatus: {
            /**
             * Workers
             * @default []
             */
            workers?: components["schemas"]["WorkerStatus"][];
            /**
             * Journal Waiting
             * @description records not in the store yet
             */
            journal_waiting?: number | null;
            /** Shipped */
            shipped?: number | null;
            /**
             * Certificates
             * @default []
             */
            certificates?: components["schemas"]["CertificateStatus"][];
            /** @description null: this gateway counts by itself */
            redis?: components["schemas"]["RedisStatus"] | null;
            /** Started At */
            started_at?: string | null;
        };
        /**
         * Health
         * @example {
         *       "status": "ok",
         *       "store": "ok"
         *     }
         */
        Health: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
            /**
             * Store
             * @enum {string}
             */
            store: "ok" | "down";
        };
        /**
         * IdentityIn
         * @description Where to look for the caller; tried in order, the first that is present counts.
         */
        IdentityIn: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "jwt" | "key" | "cookie" | "address";
            /**
             * Name
             * @default
             */
            name?: string;
            /**
             * In Query
             * @default false
             */
            in_query?: boolean;
            /**
             * Claim
             * @default sub
             */
            claim?: string;
            /**
             * Key
             * @description write-only; answered as ********
             * @default
             */
            key?: string;
            /**
             * Algorithms
             * @default []
             */
            algorithms?: string[];
        };
        /**
         * IdsIn
         * @example {
         *       "ids": [
         *         3,
         *         4
         *       ]
         *     }
         */
        IdsIn: {
            /** Ids */
            ids: number[];
        };
        /**
         * ImportOut
         * @example {
         *       "added": 98,
         *       "skipped": 2
         *     }
         */
        ImportOut: {
            /** Added */
            added: number;
            /**
             * Skipped
             * @description were there already, stood twice in the text, or had expired
             */
            skipped: number;
        };
        /**
         * ImportTried
         * @description What an import would do; nothing was changed.
         * @example {
         *       "already": 2,
         *       "would_add": 98
         *     }
         */
        ImportTried: {
            /** Would Add */
            would_add: number;
            /**
             * Already
             * @description are there already, stand twice in the text, or have expired
             */
            already: number;
        };
        /**
         * IngestKeyOut
         * @example {
         *       "hint": "…aG3e",
         *       "key": "boing_ing_6mZ0lUJ2dXk8Vw1qT4s9RbYcN7hPaG3e"
         *     }
         */
        IngestKeyOut: {
            /**
             * Key
             * @description shown here and never again
             */
            key: string;
            /** Hint */
            hint: string;
        };
        /**
         * IngestOut
         * @example {
         *       "accepted": 499,
         *       "flagged": 3,
         *       "rejected": [
         *         {
         *           "errors": [
         *             {
         *               "message": "must be an IPv4 or IPv6 address",
         *               "pointer": "/client_ip"
         *             }
         *           ],
         *           "index": 7
         *         }
         *       ]
         *     }
         */
        IngestOut: {
            /** Accepted */
            accepted: number;
            /**
             * Rejected
             * @default []
             */
            rejected?: components["schemas"]["RejectedOut"][];
            /**
             * Flagged
             * @description how many the gateway would have blocked or throttled
             */
            flagged: number;
        };
        /**
         * InvitationIn
         * @example {
         *       "email": "ada@example.com",
         *       "expires_in_hours": 72,
         *       "role": "user"
         *     }
         */
        InvitationIn: {
            /**
             * Role
             * @default user
             * @enum {string}
             */
            role?: "admin" | "user";
            /**
             * Email
             * @description the only address that may register with it; null: any
             */
            email?: string | null;
            /**
             * Expires In Hours
             * @default 72
             */
            expires_in_hours?: number;
        };
        /**
         * InvitationMadeOut
         * @example {
         *       "author": "admin@localhost",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "email": "ada@example.com",
         *       "expires_at": "2026-02-03T08:00:00.000000Z",
         *       "id": 1,
         *       "role": "user"
         *     }
         */
        InvitationMadeOut: {
            /** Id */
            id: number;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
            /** Email */
            email: string | null;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /** Expires At */
            expires_at: string;
            /** Used At */
            used_at: string | null;
            /**
             * Code
             * @description good for one registration; shown this once
             */
            code: string;
            /**
             * Url
             * @description where the invited one opens it: the code is in the fragment, which no server sees
             */
            url: string;
        };
        /**
         * InvitationOut
         * @example {
         *       "author": "admin@localhost",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "email": "ada@example.com",
         *       "expires_at": "2026-02-03T08:00:00.000000Z",
         *       "id": 1,
         *       "role": "user"
         *     }
         */
        InvitationOut: {
            /** Id */
            id: number;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
            /** Email */
            email: string | null;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /** Expires At */
            expires_at: string;
            /** Used At */
            used_at: string | null;
        };
        /** LearnedOut */
        LearnedOut: {
            /**
             * Updated At
             * @description when it was kept last; the analyst does so every minute
             */
            updated_at: string;
            /**
             * Since
             * @description of the first exchange it saw; null: none yet
             */
            since: string | null;
            /**
             * Watched
             * @description seconds of traffic from the first exchange to when it was kept last
             */
            watched: number;
            /**
             * Exchanges
             * @description seen since ever
             */
            exchanges: number;
            /**
             * Behind
             * @description exchanges recorded since that are not part of it yet
             */
            behind: number;
            /**
             * Identities
             * @description callers it knows; it forgets those it has not heard of for longest
             */
            identities: number;
            /**
             * Conclusions
             * @description since ever, also those that a mode or the whitelist left without effect
             */
            conclusions: number;
            /**
             * Bytes
             * @description size of all that was learned
             */
            bytes: number;
        };
        /**
         * LimitIn
         * @description `quota` requests (0: off) in `window` seconds.
         */
        LimitIn: {
            /** Quota */
            quota: number;
            /**
             * Window
             * @default 60
             */
            window?: number;
            /**
             * Per
             * @default identity
             * @enum {string}
             */
            per?: "identity" | "api" | "operation";
            /**
             * Operation
             * @default
             */
            operation?: string;
        };
        /** LlmBudget */
        LlmBudget: {
            /** Per Minute */
            per_minute: number;
            /**
             * Used
             * @description questions within the last minute, failed ones too
             */
            used: number;
        };
        /** LlmCache */
        LlmCache: {
            /**
             * Hits
             * @description votes that took no question of their own, as the same was asked before
             */
            hits: number;
            /** Entries */
            entries: number;
            /** Most */
            most: number;
        };
        /** LlmCircuit */
        LlmCircuit: {
            /**
             * Open
             * @description it failed too often in a row: left alone until `next_attempt`
             */
            open: boolean;
            /**
             * Opened
             * @description how often that happened
             */
            opened: number;
            /** Next Attempt */
            next_attempt: string | null;
        };
        /** LlmError */
        LlmError: {
            /** At */
            at: string;
            /** Message */
            message: string;
        };
        /** LlmOut */
        LlmOut: {
            /**
             * State
             * @description off: LLM_ENABLED is not set; silent: it is, and no analyst has reported lately; untried: nothing to ask yet
             * @enum {string}
             */
            state: "off" | "silent" | "untried" | "answering" | "failing";
            /** @description null: off, or silent */
            report: components["schemas"]["LlmStanding"] | null;
        };
        /**
         * LlmStanding
         * @description Counts are since `started_at`.
         */
        LlmStanding: {
            /**
             * At
             * @description when the analyst said this
             */
            at: string;
            /**
             * Since
             * @description since when it answers, or fails; null: it was not asked yet
             */
            since: string | null;
            /** Started At */
            started_at: string;
            /** Endpoint */
            endpoint: string;
            /**
             * Dialect
             * @enum {string}
             */
            dialect: "llama.cpp" | "openai";
            /** Model */
            model: string;
            /**
             * Calls
             * @description questions sent
             */
            calls: number;
            /** Answered */
            answered: number;
            /** Failed */
            failed: number;
            /**
             * Failures
             * @description unreachable, timeout, status, too-large, garbage, schema
             */
            failures: {
                [key: string]: number;
            };
            /**
             * Mean Seconds
             * @description of an answer; null: none yet
             */
            mean_seconds: number | null;
            verdicts: components["schemas"]["LlmVerdicts"];
            /**
             * Votes
             * @description exchanges that got a finding of the detector llm
             */
            votes: number;
            /**
             * Orders
             * @description throttles and bans that came of it
             */
            orders: number;
            last_error: components["schemas"]["LlmError"] | null;
            budget: components["schemas"]["LlmBudget"];
            cache: components["schemas"]["LlmCache"];
            waiting: components["schemas"]["LlmWaiting"];
            circuit: components["schemas"]["LlmCircuit"];
        };
        /** LlmVerdicts */
        LlmVerdicts: {
            /**
             * Benign
             * @default 0
             */
            benign?: number;
            /**
             * Suspicious
             * @default 0
             */
            suspicious?: number;
            /**
             * Hostile
             * @default 0
             */
            hostile?: number;
        };
        /** LlmWaiting */
        LlmWaiting: {
            /** Now */
            now: number;
            /** Most */
            most: number;
            /**
             * Dropped
             * @description exchanges that got no answer: too many waited, or for too long, or it failed
             */
            dropped: number;
        };
        /**
         * LogPage
         * @description `searched_to` is set where a search stopped after so many rows, not because it had found enough: go on with
         *     `next_cursor`, even if there are no items.
         */
        LogPage: {
            /** Items */
            items: components["schemas"]["ExchangeOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
            /** Searched To */
            searched_to?: string | null;
        };
        /**
         * Login
         * @example {
         *       "cookie": false,
         *       "email": "admin@localhost",
         *       "password": "correct horse battery"
         *     }
         */
        Login: {
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Cookie
             * @description for a page: the refresh token goes into a cookie that no script can read
             * @default false
             */
            cookie?: boolean;
        };
        /**
         * MatchIn
         * @description Whom to look for: at least one of address, key, principal and country; several are one caller with all of them.
         * @example {
         *       "address": "203.0.113.7"
         *     }
         */
        MatchIn: {
            /**
             * Address
             * @default
             */
            address?: string;
            /**
             * Key
             * @description a raw API key, or its hash as logs and lists show it; kept nowhere
             * @default
             */
            key?: string;
            /**
             * Principal
             * @description taken as verified
             * @default
             */
            principal?: string;
            /**
             * Country
             * @default
             */
            country?: string;
            /**
             * Api Id
             * @description judge for this API only
             */
            api_id?: number | null;
        };
        /**
         * MatchOut
         * @example {
         *       "apis": [
         *         {
         *           "api_id": 1,
         *           "because": "blacklist entry 3 (address 203.0.113.7): scraper",
         *           "enforced": true,
         *           "name": "orders",
         *           "outcome": "ban"
         *         }
         *       ],
         *       "because": "blacklist entry 3 (address 203.0.113.7): scraper",
         *       "blacklist": [
         *         {
         *           "author": "admin@localhost",
         *           "created_at": "2026-01-31T08:00:00.000000Z",
         *           "expires_at": "2026-01-31T09:00:00.000000Z",
         *           "hint": "",
         *           "id": 3,
         *           "list": "blacklist",
         *           "reason": "scraper",
         *           "scope": "address",
         *           "target": "203.0.113.7",
         *           "version": 1
         *         }
         *       ],
         *       "decisions": [],
         *       "outcome": "ban",
         *       "whitelist": []
         *     }
         */
        MatchOut: {
            /** Whitelist */
            whitelist: components["schemas"]["EntryOut"][];
            /** Blacklist */
            blacklist: components["schemas"]["EntryOut"][];
            /** Decisions */
            decisions: components["schemas"]["DecisionOut"][];
            /**
             * Outcome
             * @description of the API asked for; else of any API that has no entries of its own
             * @enum {string}
             */
            outcome: "allow" | "ban" | "throttle" | "none";
            /** Because */
            because: string;
            /**
             * Apis
             * @description each API, or the one asked for
             */
            apis: components["schemas"]["ApiOutcome"][];
        };
        /**
         * MetricsOut
         * @description `from` to `to` in points of `step` seconds, none left out.
         */
        MetricsOut: {
            /** From */
            from: string;
            /** To */
            to: string;
            /** Step */
            step: number;
            totals: components["schemas"]["Numbers"];
            /** Series */
            series: components["schemas"]["Point"][];
            /** Operations */
            operations: components["schemas"]["OperationNumbers"][];
            /** @description the totals of as long a time before, where asked for */
            previous?: components["schemas"]["Numbers"] | null;
        };
        /**
         * ModelMeasures
         * @description What it was trained on, in which time, and what it is worth on later requests it had not seen.
         */
        ModelMeasures: {
            /**
             * Learned
             * @description requests
             */
            learned: number;
            /**
             * Checked
             * @description later requests it was measured on
             */
            checked: number;
            /** Since */
            since: string | null;
            /** Until */
            until: string | null;
            /** Days */
            days: number;
            /** Target Alert Rate */
            target_alert_rate: number;
            /**
             * Alert Rate
             * @description share of the clean later requests that it takes for outliers
             */
            alert_rate: number;
            /**
             * Separation
             * @description share of requests made strange that it takes for outliers
             */
            separation: number;
            /** Separation By Kind */
            separation_by_kind: {
                [key: string]: number;
            };
            /** Support Vectors */
            support_vectors: number;
            /** Operations */
            operations: number;
            /**
             * Seconds
             * @description that training took
             */
            seconds: number;
            /**
             * Auc
             * @description of a classifier: how often it takes an attack for likelier than a good text; 0: none
             * @default 0
             */
            auc?: number;
            /**
             * Brier
             * @description of a classifier: mean squared error of its probabilities
             * @default 0
             */
            brier?: number;
            /**
             * Reviews
             * @description of a classifier: texts it learned from that people had labelled
             * @default 0
             */
            reviews?: number;
        };
        /**
         * ModelOut
         * @example {
         *       "api_id": 1,
         *       "author": "analyst",
         *       "bytes": 536000,
         *       "changed_at": "2026-01-31T03:00:00.000000Z",
         *       "created_at": "2026-01-31T03:00:00.000000Z",
         *       "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
         *       "id": 7,
         *       "kind": "outliers",
         *       "maturity": "mature",
         *       "measures": {
         *         "alert_rate": 0.0008,
         *         "auc": 0,
         *         "brier": 0,
         *         "checked": 1000,
         *         "days": 6.4,
         *         "learned": 8000,
         *         "operations": 12,
         *         "reviews": 0,
         *         "seconds": 3.1,
         *         "separation": 0.91,
         *         "separation_by_kind": {
         *           "long query": 1
         *         },
         *         "since": "2026-01-23T03:00:00.000000Z",
         *         "support_vectors": 410,
         *         "target_alert_rate": 0.001,
         *         "until": "2026-01-31T03:00:00.000000Z"
         *       },
         *       "reason": "not worse than the one before: alerts on 0.08% of recent clean requests, finds 91% of strange ones",
         *       "state": "serving",
         *       "version": 3
         *     }
         */
        ModelOut: {
            /** Id */
            id: number;
            /** Kind */
            kind: string;
            /**
             * Api Id
             * @description null: for the APIs without one of their own
             */
            api_id: number | null;
            /** Version */
            version: number;
            /**
             * State
             * @enum {string}
             */
            state: "candidate" | "serving" | "retired" | "failed";
            /**
             * Reason
             * @description why it serves, or does not
             */
            reason: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /**
             * Changed At
             * @description when its state did
             */
            changed_at: string;
            /**
             * Maturity
             * @description young: below 2,000 requests or two days; mature: from a week on
             * @enum {string}
             */
            maturity: "young" | "grown" | "mature" | "";
            /**
             * Digest
             * @description SHA-256 of its data
             */
            digest: string;
            /** Bytes */
            bytes: number;
            measures: components["schemas"]["ModelMeasures"];
        };
        /**
         * Mute
         * @description Quiet for a time; `{"until": null}` ends it. With a scope, a standing mute for all alerts like this one.
         * @example {
         *       "reason": "load test",
         *       "scope": "detector",
         *       "seconds": 3600
         *     }
         */
        Mute: {
            /** Seconds */
            seconds?: number | null;
            /** Until */
            until?: string | null;
            /**
             * Scope
             * @description this alert; or all of its detector and API, of its caller, of its API
             * @default alert
             * @enum {string}
             */
            scope?: "alert" | "detector" | "identity" | "api";
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * MuteIn
         * @description Which alerts nobody wants to hear of for a while; what is left out is any.
         * @example {
         *       "api_id": 1,
         *       "detector": "signatures",
         *       "reason": "penetration test",
         *       "seconds": 7200
         *     }
         */
        MuteIn: {
            /** Seconds */
            seconds?: number | null;
            /** Until */
            until?: string | null;
            /** Api Id */
            api_id?: number | null;
            /** Detector */
            detector?: string | null;
            /**
             * Identity
             * @description kind:value
             */
            identity?: string | null;
            /**
             * Reason
             * @default
             */
            reason?: string;
        };
        /**
         * MuteOut
         * @example {
         *       "api_id": 1,
         *       "author": "ada@example.com",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "detector": "signatures",
         *       "id": 2,
         *       "reason": "penetration test",
         *       "until": "2026-01-31T10:00:00.000000Z"
         *     }
         */
        MuteOut: {
            /** Id */
            id: number;
            /** Api Id */
            api_id: number | null;
            /** Detector */
            detector: string | null;
            /** Identity */
            identity: string | null;
            /** Until */
            until: string;
            /** Reason */
            reason: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
        };
        /**
         * NoteIn
         * @example {
         *       "text": "our own scanner, see the calendar"
         *     }
         */
        NoteIn: {
            /** Text */
            text: string;
        };
        /**
         * NoteOut
         * @example {
         *       "at": "2026-01-31T08:06:00.000000Z",
         *       "author": "ada@example.com",
         *       "id": 3,
         *       "text": "our own scanner, see the calendar"
         *     }
         */
        NoteOut: {
            /** Id */
            id: number;
            /** At */
            at: string;
            /** Author */
            author: string;
            /** Text */
            text: string;
        };
        /** Numbers */
        Numbers: {
            /** Requests */
            requests: number;
            /** Allow */
            allow: number;
            /** Throttle */
            throttle: number;
            /** Block */
            block: number;
            /** Would Block */
            would_block: number;
            /** Would Throttle */
            would_throttle: number;
            /** Errors */
            errors: number;
            /** Request Bytes */
            request_bytes: number;
            /** Response Bytes */
            response_bytes: number;
            /** Latency P50 */
            latency_p50: number | null;
            /** Latency P95 */
            latency_p95: number | null;
            /** Latency P99 */
            latency_p99: number | null;
            /** Inspection Mean */
            inspection_mean: number | null;
            /** Status */
            status: {
                [key: string]: number;
            };
        };
        /** OperationNumbers */
        OperationNumbers: {
            /** Requests */
            requests: number;
            /** Allow */
            allow: number;
            /** Throttle */
            throttle: number;
            /** Block */
            block: number;
            /** Would Block */
            would_block: number;
            /** Would Throttle */
            would_throttle: number;
            /** Errors */
            errors: number;
            /** Request Bytes */
            request_bytes: number;
            /** Response Bytes */
            response_bytes: number;
            /** Latency P50 */
            latency_p50: number | null;
            /** Latency P95 */
            latency_p95: number | null;
            /** Latency P99 */
            latency_p99: number | null;
            /** Inspection Mean */
            inspection_mean: number | null;
            /** Status */
            status: {
                [key: string]: number;
            };
            /** Api Id */
            api_id: number;
            /** Operation */
            operation: string;
        };
        /** Page[AlertOut] */
        Page_AlertOut_: {
            /** Items */
            items: components["schemas"]["AlertOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[ApiOut] */
        Page_ApiOut_: {
            /** Items */
            items: components["schemas"]["ApiOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[AuditOut] */
        Page_AuditOut_: {
            /** Items */
            items: components["schemas"]["AuditOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[ChannelOut] */
        Page_ChannelOut_: {
            /** Items */
            items: components["schemas"]["ChannelOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[DecisionOut] */
        Page_DecisionOut_: {
            /** Items */
            items: components["schemas"]["DecisionOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[DeliveryOut] */
        Page_DeliveryOut_: {
            /** Items */
            items: components["schemas"]["DeliveryOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[DetectorOut] */
        Page_DetectorOut_: {
            /** Items */
            items: components["schemas"]["DetectorOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[EntryOut] */
        Page_EntryOut_: {
            /** Items */
            items: components["schemas"]["EntryOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[ExclusionOut] */
        Page_ExclusionOut_: {
            /** Items */
            items: components["schemas"]["ExclusionOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[InvitationOut] */
        Page_InvitationOut_: {
            /** Items */
            items: components["schemas"]["InvitationOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[ModelOut] */
        Page_ModelOut_: {
            /** Items */
            items: components["schemas"]["ModelOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[MuteOut] */
        Page_MuteOut_: {
            /** Items */
            items: components["schemas"]["MuteOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[NoteOut] */
        Page_NoteOut_: {
            /** Items */
            items: components["schemas"]["NoteOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[RevisionOut] */
        Page_RevisionOut_: {
            /** Items */
            items: components["schemas"]["RevisionOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[TrainingOut] */
        Page_TrainingOut_: {
            /** Items */
            items: components["schemas"]["TrainingOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** Page[UserOut] */
        Page_UserOut_: {
            /** Items */
            items: components["schemas"]["UserOut"][];
            /**
             * Next Cursor
             * @description pass as `cursor` for what comes next; null: that was all
             */
            next_cursor?: string | null;
        };
        /** PasswordChange */
        PasswordChange: {
            /** Current Password */
            current_password: string;
            /** New Password */
            new_password: string;
        };
        /** Point */
        Point: {
            /** Requests */
            requests: number;
            /** Allow */
            allow: number;
            /** Throttle */
            throttle: number;
            /** Block */
            block: number;
            /** Would Block */
            would_block: number;
            /** Would Throttle */
            would_throttle: number;
            /** Errors */
            errors: number;
            /** Request Bytes */
            request_bytes: number;
            /** Response Bytes */
            response_bytes: number;
            /** Latency P50 */
            latency_p50: number | null;
            /** Latency P95 */
            latency_p95: number | null;
            /** Latency P99 */
            latency_p99: number | null;
            /** Inspection Mean */
            inspection_mean: number | null;
            /** Status */
            status: {
                [key: string]: number;
            };
            /** At */
            at: string;
        };
        /**
         * ProblemOut
         * @description RFC 9457, the shape of every error.
         * @example {
         *       "detail": "1 problem in the request",
         *       "errors": [
         *         {
         *           "message": "prefix must be 0–32",
         *           "pointer": "/target",
         *           "value": "10.0.0.0/33"
         *         }
         *       ],
         *       "request_id": "5f0c2a9d1b7e4c33",
         *       "status": 422,
         *       "title": "Unprocessable Content",
         *       "type": "about:blank"
         *     }
         */
        ProblemOut: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Request Id */
            request_id: string;
            /**
             * Errors
             * @default []
             */
            errors?: components["schemas"]["FieldProblemOut"][];
        };
        /**
         * Quiet
         * @description Every day, over midnight where `to` is the earlier. What comes meanwhile arrives as one digest at the end.
         */
        Quiet: {
            /** From */
            from: string;
            /** To */
            to: string;
            /**
             * Timezone
             * @default UTC
             */
            timezone?: string;
            /**
             * Except Severity
             * @description this, or graver, is told all the same
             */
            except_severity?: ("info" | "notice" | "warning" | "error" | "critical") | null;
        };
        /**
         * RateOut
         * @description What models made of one API's traffic.
         */
        RateOut: {
            /** Api Id */
            api_id: number;
            /**
             * Requests
             * @description that the API was sent in this time
             */
            requests: number;
            /**
             * Alerts
             * @description of them taken for out of the ordinary, by kind of model
             */
            alerts: {
                [key: string]: number;
            };
        };
        /**
         * RatesOut
         * @example {
         *       "items": [
         *         {
         *           "alerts": {
         *             "outliers": 71
         *           },
         *           "api_id": 1,
         *           "requests": 81200
         *         }
         *       ],
         *       "since": "2026-01-30T03:00:00.000000Z",
         *       "until": "2026-01-31T03:00:00.000000Z"
         *     }
         */
        RatesOut: {
            /** Since */
            since: string;
            /** Until */
            until: string;
            /** Items */
            items: components["schemas"]["RateOut"][];
        };
        /** RedisOut */
        RedisOut: {
            /**
             * Ok
             * @description every gateway that reports and is set to share its counts does
             */
            ok: boolean;
            /**
             * Problem
             * @description what the first that does not says; empty: none
             */
            problem: string;
        };
        /** RedisStatus */
        RedisStatus: {
            /** Connected */
            connected: boolean;
            /**
             * Lag Seconds
             * @description since counts were last exchanged
             */
            lag_seconds: number;
            /**
             * Hosts
             * @description others that counts came from within half a minute
             * @default 0
             */
            hosts?: number;
            /**
             * Problem
             * @default
             */
            problem?: string;
        };
        /** Refresh */
        Refresh: {
            /** Refresh Token */
            refresh_token: string;
        };
        /**
         * Register
         * @example {
         *       "code": "3K5Q-…",
         *       "email": "ada@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        Register: {
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Code
             * @description of an invitation, or the set-up code printed at the first start
             */
            code?: string | null;
        };
        /**
         * RejectedOut
         * @description `index`: of the record in its batch, from 0.
         */
        RejectedOut: {
            /** Index */
            index: number;
            /** Errors */
            errors: components["schemas"]["FieldProblemOut"][];
        };
        /**
         * RelatedOut
         * @description Exchanges near one, newest first, without it.
         */
        RelatedOut: {
            /** Same Identity */
            same_identity: components["schemas"]["ExchangeOut"][];
            /** Same Operation */
            same_operation: components["schemas"]["ExchangeOut"][];
        };
        /**
         * ReviewIn
         * @example {
         *       "review": "false_positive"
         *     }
         */
        ReviewIn: {
            /** Review */
            review: ("true_positive" | "false_positive") | null;
        };
        /**
         * RevisionDetail
         * @example {
         *       "action": "api.change",
         *       "actor": "admin@localhost",
         *       "at": "2026-01-31T08:00:00.000000Z",
         *       "has_document": true,
         *       "revision": 4
         *     }
         */
        RevisionDetail: {
            /** Revision */
            revision: number;
            /** At */
            at: string;
            /** Actor */
            actor: string;
            /** Action */
            action: string;
            /**
             * Has Document
             * @description APIs, detectors or exclusions changed, not only lists or decisions
             */
            has_document: boolean;
            /**
             * Document
             * @description APIs, detectors and exclusions as they stood, secrets masked, defaults left out; null: none yet
             */
            document: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * RevisionOut
         * @example {
         *       "action": "api.change",
         *       "actor": "admin@localhost",
         *       "at": "2026-01-31T08:00:00.000000Z",
         *       "has_document": true,
         *       "revision": 4
         *     }
         */
        RevisionOut: {
            /** Revision */
            revision: number;
            /** At */
            at: string;
            /** Actor */
            actor: string;
            /** Action */
            action: string;
            /**
             * Has Document
             * @description APIs, detectors or exclusions changed, not only lists or decisions
             */
            has_document: boolean;
        };
        /** RuleHits */
        RuleHits: {
            /** Rule */
            rule: string;
            /** Hits */
            hits: number;
            /** Stopped */
            stopped: number;
        };
        /** SecretHeaderIn */
        SecretHeaderIn: {
            /** Name */
            name: string;
            /**
             * Value
             * @description write-only; answered as ********
             */
            value: string;
        };
        /**
         * SessionOut
         * @example {
         *       "address": "203.0.113.7",
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "current": true,
         *       "expires_at": "2026-02-14T08:15:00.000000Z",
         *       "id": "0123456789abcdef0123456789abcdef",
         *       "refreshed_at": "2026-01-31T08:15:00.000000Z",
         *       "user_agent": "Mozilla/5.0"
         *     }
         */
        SessionOut: {
            /** Id */
            id: string;
            /**
             * Current
             * @description the one that asks
             */
            current: boolean;
            /** Address */
            address: string;
            /** User Agent */
            user_agent: string;
            /** Created At */
            created_at: string;
            /** Refreshed At */
            refreshed_at: string;
            /**
             * Expires At
             * @description moves on with each refresh, to 90 days after the sign-in at the most
             */
            expires_at: string;
        };
        /** SessionsOut */
        SessionsOut: {
            /** Items */
            items: components["schemas"]["SessionOut"][];
        };
        /** SettingOut */
        SettingOut: {
            /** Name */
            name: string;
            /**
             * Value
             * @description secrets as ********, empty where unset
             */
            value: unknown;
            /** Doc */
            doc: string;
            /** Is Default */
            is_default: boolean;
        };
        /**
         * SettingsOut
         * @example {
         *       "items": [
         *         {
         *           "doc": "days that recorded exchanges are kept",
         *           "is_default": true,
         *           "name": "RETENTION_DAYS",
         *           "value": 30
         *         }
         *       ]
         *     }
         */
        SettingsOut: {
            /** Items */
            items: components["schemas"]["SettingOut"][];
        };
        /** SetupOut */
        SetupOut: {
            /**
             * Needed
             * @description there is no user yet: register with the code that the console printed
             */
            needed: boolean;
            /**
             * Registration
             * @description whether anyone may register without a code
             * @enum {string}
             */
            registration: "open" | "closed";
        };
        /**
         * SignedInOut
         * @description `refresh_token` is null where it went into a cookie, `csrf_token` where it did not.
         */
        SignedInOut: {
            /** Access Token */
            access_token: string;
            /**
             * Token Type
             * @default bearer
             * @constant
             */
            token_type?: "bearer";
            /**
             * Expires In
             * @description seconds that the access token is good for
             */
            expires_in: number;
            /**
             * Refresh Token
             * @description good once: each refresh answers the next one
             */
            refresh_token: string | null;
            /**
             * Csrf Token
             * @description to be sent as X-CSRF-Token beside the cookie
             */
            csrf_token: string | null;
            user: components["schemas"]["UserOut"];
        };
        /** SlackConfig */
        SlackConfig: {
            /**
             * Url
             * @description the incoming webhook's address; write-only
             */
            url: string;
        };
        /** SlackTarget */
        SlackTarget: {
            /** Url */
            url: string;
        };
        /** StoreOut */
        StoreOut: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "sqlite" | "mysql";
            /** Ok */
            ok: boolean;
            /**
             * Revision
             * @description of the policy
             */
            revision: number;
        };
        /**
         * SummaryOut
         * @example {
         *       "acknowledged": 12,
         *       "by_severity": {
         *         "critical": 2,
         *         "warning": 1
         *       },
         *       "muted": 1,
         *       "newest_id": 16,
         *       "open": 3
         *     }
         */
        SummaryOut: {
            /** Open */
            open: number;
            /** Acknowledged */
            acknowledged: number;
            /** Muted */
            muted: number;
            /** Newest Id */
            newest_id: number | null;
            /**
             * By Severity
             * @description of the open ones
             */
            by_severity: {
                [key: string]: number;
            };
        };
        /**
         * SystemOut
         * @example {
         *       "analyst": {
         *         "active": true,
         *         "holder": "edge-1/4712",
         *         "until": "2026-01-31T08:00:10.000000Z"
         *       },
         *       "exchanges": 1042,
         *       "first_request": true,
         *       "gateways": [
         *         {
         *           "at": "2026-01-31T08:00:00.000000Z",
         *           "behind": false,
         *           "name": "edge-1:8080",
         *           "stale": false,
         *           "status": {
         *             "certificates": [],
         *             "journal_waiting": 0,
         *             "redis": {
         *               "connected": true,
         *               "hosts": 1,
         *               "lag_seconds": 0.1,
         *               "problem": ""
         *             },
         *             "shipped": 1042,
         *             "started_at": "2026-01-31T07:00:00Z",
         *             "workers": [
         *               {
         *                 "id": 0,
         *                 "pid": 4711,
         *                 "ready": true,
         *                 "requests": 1042,
         *                 "revision": 4
         *               }
         *             ]
         *           },
         *           "version": "0.1.0"
         *         }
         *       ],
         *       "llm": {
         *         "report": {
         *           "answered": 212,
         *           "at": "2026-01-31T08:00:00.000000Z",
         *           "budget": {
         *             "per_minute": 30,
         *             "used": 4
         *           },
         *           "cache": {
         *             "entries": 212,
         *             "hits": 318,
         *             "most": 5000
         *           },
         *           "calls": 214,
         *           "circuit": {
         *             "open": false,
         *             "opened": 0
         *           },
         *           "dialect": "llama.cpp",
         *           "endpoint": "http://127.0.0.1:8081/completion",
         *           "failed": 2,
         *           "failures": {
         *             "timeout": 2
         *           },
         *           "last_error": {
         *             "at": "2026-01-31T07:31:00.000000Z",
         *             "message": "no answer within 20 s"
         *           },
         *           "mean_seconds": 1.8,
         *           "model": "",
         *           "orders": 1,
         *           "since": "2026-01-31T07:00:03.000000Z",
         *           "started_at": "2026-01-31T07:00:00.000000Z",
         *           "verdicts": {
         *             "benign": 190,
         *             "hostile": 8,
         *             "suspicious": 14
         *           },
         *           "votes": 530,
         *           "waiting": {
         *             "dropped": 0,
         *             "most": 200,
         *             "now": 0
         *           }
         *         },
         *         "state": "answering"
         *       },
         *       "log_sample": 1,
         *       "redis": {
         *         "ok": true,
         *         "problem": ""
         *       },
         *       "retention_days": 30,
         *       "store": {
         *         "kind": "sqlite",
         *         "ok": true,
         *         "revision": 4
         *       },
         *       "version": "0.1.0"
         *     }
         */
        SystemOut: {
            /** Version */
            version: string;
            store: components["schemas"]["StoreOut"];
            /** Gateways */
            gateways: components["schemas"]["GatewayOut"][];
            /** @description through which gateways share rate counters; null: none is set to */
            redis: components["schemas"]["RedisOut"] | null;
            analyst: components["schemas"]["AnalystOut"];
            llm: components["schemas"]["LlmOut"];
            /**
             * Exchanges
             * @description recorded since the beginning, deleted ones too
             */
            exchanges: number;
            /**
             * First Request
             * @description whether there ever was one
             */
            first_request: boolean;
            /** Retention Days */
            retention_days: number;
            /** Log Sample */
            log_sample: number;
        };
        /**
         * TestOut
         * @example {
         *       "error": "answered 404",
         *       "milliseconds": 120,
         *       "state": "failed"
         *     }
         */
        TestOut: {
            /**
             * State
             * @enum {string}
             */
            state: "delivered" | "failed";
            /** Error */
            error: string | null;
            /** Milliseconds */
            milliseconds: number;
        };
        /**
         * TicketOut
         * @example {
         *       "expires_in": 30,
         *       "ticket": "n0Tt2vYb0oYB0r2sQ1k8f3m5"
         *     }
         */
        TicketOut: {
            /** Ticket */
            ticket: string;
            /**
             * Expires In
             * @description seconds
             */
            expires_in: number;
        };
        /**
         * TimelineOut
         * @description Recorded exchanges of an alert, by time; a step without any is left out.
         * @example {
         *       "complete": true,
         *       "points": [
         *         {
         *           "at": "2026-01-31T08:00:00.000000Z",
         *           "count": 12
         *         }
         *       ],
         *       "step": 60
         *     }
         */
        TimelineOut: {
            /**
             * Step
             * @description seconds
             */
            step: number;
            /** Points */
            points: components["schemas"]["TimelinePoint"][];
            /**
             * Complete
             * @description false: there are more than were read; these are the newest
             */
            complete: boolean;
        };
        /** TimelinePoint */
        TimelinePoint: {
            /** At */
            at: string;
            /** Count */
            count: number;
        };
        /**
         * TokenIn
         * @description `read` sees, `review` acknowledges, mutes and reviews alerts, `manage` does what admins do. None includes another.
         * @example {
         *       "expires_in_days": 90,
         *       "name": "nightly export",
         *       "scopes": [
         *         "read"
         *       ]
         *     }
         */
        TokenIn: {
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("read" | "review" | "manage")[];
            /** Expires In Days */
            expires_in_days: number;
        };
        /**
         * TokenMadeOut
         * @example {
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "expires_at": "2026-05-01T08:00:00.000000Z",
         *       "hint": "boing_Zk3x…",
         *       "id": 1,
         *       "name": "nightly export",
         *       "owner": "ada@example.com",
         *       "scopes": [
         *         "read"
         *       ]
         *     }
         */
        TokenMadeOut: {
            /** Id */
            id: number;
            /** Owner */
            owner: string;
            /** Name */
            name: string;
            /**
             * Hint
             * @description how it begins
             */
            hint: string;
            /** Scopes */
            scopes: ("read" | "review" | "manage")[];
            /** Created At */
            created_at: string;
            /** Expires At */
            expires_at: string;
            /**
             * Last Used At
             * @description to the minute
             */
            last_used_at: string | null;
            /**
             * Token
             * @description shown this once
             */
            token: string;
        };
        /**
         * TokenOut
         * @example {
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "expires_at": "2026-05-01T08:00:00.000000Z",
         *       "hint": "boing_Zk3x…",
         *       "id": 1,
         *       "name": "nightly export",
         *       "owner": "ada@example.com",
         *       "scopes": [
         *         "read"
         *       ]
         *     }
         */
        TokenOut: {
            /** Id */
            id: number;
            /** Owner */
            owner: string;
            /** Name */
            name: string;
            /**
             * Hint
             * @description how it begins
             */
            hint: string;
            /** Scopes */
            scopes: ("read" | "review" | "manage")[];
            /** Created At */
            created_at: string;
            /** Expires At */
            expires_at: string;
            /**
             * Last Used At
             * @description to the minute
             */
            last_used_at: string | null;
        };
        /** TokensOut */
        TokensOut: {
            /** Items */
            items: components["schemas"]["TokenOut"][];
        };
        /**
         * TopItem
         * @example {
         *       "count": 812,
         *       "key": "203.0.113.7",
         *       "previous": 530,
         *       "stopped": 40,
         *       "would": 0
         *     }
         */
        TopItem: {
            /** Key */
            key: string;
            /**
             * Api Id
             * @description the API of an operation
             */
            api_id?: number | null;
            /** Count */
            count: number;
            /**
             * Stopped
             * @description of these, blocked or throttled
             */
            stopped: number;
            /**
             * Would
             * @description of these, let through though they would have been stopped
             */
            would: number;
            /**
             * Previous
             * @description the count of as long a time before; null: not among those kept apart then
             */
            previous: number | null;
        };
        /**
         * TopOut
         * @description What was seen most. `others`: all that is not among `items`, what had no such key included.
         */
        TopOut: {
            /** Items */
            items: components["schemas"]["TopItem"][];
            /** Others */
            others: number;
        };
        /**
         * TrainIn
         * @description `api_id` left out: every API, and the model of those without their own.
         * @example {
         *       "api_id": 1
         *     }
         */
        TrainIn: {
            /**
             * Kind
             * @default outliers
             * @enum {string}
             */
            kind?: "outliers" | "classifier";
            /** Api Id */
            api_id?: number | null;
        };
        /**
         * TrainingOut
         * @example {
         *       "author": "analyst",
         *       "created_at": "2026-01-31T03:00:00.000000Z",
         *       "error": "",
         *       "id": 4,
         *       "kind": "outliers",
         *       "percent": 45,
         *       "results": [],
         *       "stage": "orders: isolation forest",
         *       "started_at": "2026-01-31T03:00:01.000000Z",
         *       "state": "running",
         *       "why": "daily"
         *     }
         */
        TrainingOut: {
            /** Id */
            id: number;
            /** Kind */
            kind: string;
            /**
             * Api Id
             * @description null: every API
             */
            api_id: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "requested" | "running" | "done" | "failed";
            /** Why */
            why: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
            /** Started At */
            started_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Percent */
            percent: number;
            /** Stage */
            stage: string;
            /** Results */
            results: components["schemas"]["TrainingResult"][];
            /** Error */
            error: string;
        };
        /** TrainingResult */
        TrainingResult: {
            /** Api Id */
            api_id: number | null;
            /** Api */
            api: string;
            /**
             * State
             * @enum {string}
             */
            state: "serving" | "candidate" | "skipped" | "failed";
            /** Reason */
            reason: string;
            /** Model Id */
            model_id?: number | null;
        };
        /**
         * UpstreamHealth
         * @example {
         *       "checked_at": "2026-01-31T08:00:00.000000Z",
         *       "milliseconds": 12,
         *       "reachable": true,
         *       "status": 200
         *     }
         */
        UpstreamHealth: {
            /**
             * Reachable
             * @description it answered, whatever it answered
             */
            reachable: boolean;
            /** Status */
            status: number | null;
            /** Milliseconds */
            milliseconds: number;
            /** Error */
            error: string | null;
            /** Checked At */
            checked_at: string;
        };
        /**
         * UserChange
         * @description What is left out stays.
         * @example {
         *       "disabled": true,
         *       "role": "user"
         *     }
         */
        UserChange: {
            /** Role */
            role?: ("admin" | "user") | null;
            /** Disabled */
            disabled?: boolean | null;
            /** Password */
            password?: string | null;
        };
        /**
         * UserIn
         * @example {
         *       "email": "ada@example.com",
         *       "password": "correct horse battery",
         *       "role": "user"
         *     }
         */
        UserIn: {
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Role
             * @default user
             * @enum {string}
             */
            role?: "admin" | "user";
        };
        /**
         * UserOut
         * @example {
         *       "created_at": "2026-01-31T08:00:00.000000Z",
         *       "disabled": false,
         *       "email": "admin@localhost",
         *       "id": 1,
         *       "role": "admin"
         *     }
         */
        UserOut: {
            /** Id */
            id: number;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "user";
            /** Disabled */
            disabled: boolean;
            /** Created At */
            created_at: string;
            /** Last Login At */
            last_login_at: string | null;
        };
        /** Warned */
        Warned: {
            /** Pointer */
            pointer: string;
            /** Message */
            message: string;
        };
        /**
         * WebhookConfig
         * @description Signed as in Standard Webhooks.
         */
        WebhookConfig: {
            /** Url */
            url: string;
            /**
             * Secret
             * @description whsec_ and base64 of 24 to 64 bytes; left out: made, or kept; a new one makes the old one previous
             */
            secret?: string | null;
            /**
             * Previous Secret
             * @description signs beside the secret while it is being replaced; null ends that
             */
            previous_secret?: string | null;
        };
        /** WebhookTarget */
        WebhookTarget: {
            /**
             * Url
             * @description whole for admins, for others its origin
             */
            url: string;
            /** Secret */
            secret: string;
            /** Previous Secret */
            previous_secret: string | null;
        };
        /** WorkerStatus */
        WorkerStatus: {
            /** Id */
            id: number;
            /** Pid */
            pid: number;
            /**
             * Revision
             * @description of the policy it serves by; null: not said yet
             */
            revision?: number | null;
            /**
             * Ready
             * @default false
             */
            ready?: boolean;
            /**
             * Requests
             * @default 0
             */
            requests?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    login_api_login_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    setup_api_setup_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    register_api_register_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    me_api_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_password_api_me_password_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    refresh_api_refresh_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description `csrf_token` of the sign-in; needed beside the cookie */
                "x-csrf-token"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Refresh"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    logout_api_logout_post: {
        parameters: {
            query?: {
                /** @description end all sessions of the account, not only this one */
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    sessions_api_me_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    end_session_api_me_sessions__session_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    tokens_api_tokens_get: {
        parameters: {
            query?: {
                /** @description of all users; takes the role admin */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    make_token_api_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMadeOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_token_api_tokens__token_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    users_api_users_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_UserOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_user_api_users_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_user_api_users__user_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_user_api_users__user_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    invitations_api_invitations_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_InvitationOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    invite_api_invitations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationMadeOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_invitation_api_invitations__invitation_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    apis_api_apis_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_apis_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    check_api_apis_check_post: {
        parameters: {
            query?: {
                /** @description the API that this would change */
                api_id?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiChecked"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    api_api_apis__api_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_apis__api_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_api_apis__api_id__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    make_ingest_key_api_apis__api_id__ingest_key_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestKeyOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    end_ingest_key_api_apis__api_id__ingest_key_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    health_api_apis__api_id__health_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamHealth"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entries_api_whitelist_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EntryOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_whitelist_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    bulk_api_whitelist_bulk_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    bring_in_api_whitelist_import_post: {
        parameters: {
            query?: {
                api_id?: number | null;
                /** @description for every line; left out: each line's own comment */
                reason?: string;
                /** @description from now; left out: for good */
                ttl_seconds?: number | null;
                /** @description only check, and say what would be added */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"] | components["schemas"]["ImportTried"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    send_out_api_whitelist_export_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    remove_api_whitelist_remove_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntriesOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    restore_api_whitelist_restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntriesBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entry_api_whitelist__entry_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_whitelist__entry_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_api_whitelist__entry_id__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entries_api_blacklist_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EntryOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_blacklist_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    bulk_api_blacklist_bulk_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    bring_in_api_blacklist_import_post: {
        parameters: {
            query?: {
                api_id?: number | null;
                /** @description for every line; left out: each line's own comment */
                reason?: string;
                /** @description from now; left out: for good */
                ttl_seconds?: number | null;
                /** @description only check, and say what would be added */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"] | components["schemas"]["ImportTried"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    send_out_api_blacklist_export_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    remove_api_blacklist_remove_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntriesOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    restore_api_blacklist_restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntriesBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entry_api_blacklist__entry_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_blacklist__entry_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_api_blacklist__entry_id__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                entry_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    detectors_api_detectors_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DetectorOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    detector_api_detectors__detector_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                detector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetectorOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_detectors__detector_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                detector_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DetectorChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetectorOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    stats_api_detectors__detector_id__stats_get: {
        parameters: {
            query?: {
                /** @description seconds back */
                range?: number;
            };
            header?: never;
            path: {
                detector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetectorStats"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    behaviour_api_behaviour_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BehavioursOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    baselines_api_behaviour__detector_id__baselines_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                detector_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaselinesOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    decisions_api_decisions_get: {
        parameters: {
            query?: {
                /** @description exactly this one */
                target?: string | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                type?: ("ban" | "throttle") | null;
                origin?: string | null;
                api_id?: number | null;
                /** @description those that ended a short while ago instead */
                expired?: boolean;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DecisionOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_decisions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    remove_api_decisions_remove_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionsOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    decision_api_decisions__decision_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                decision_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    lift_api_decisions__decision_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                decision_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    exclusions_api_exclusions_get: {
        parameters: {
            query?: {
                /** @description 0: those of all APIs */
                api_id?: number | null;
                rule?: string | null;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ExclusionOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_exclusions_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExclusionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExclusionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    exclusion_api_exclusions__exclusion_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                exclusion_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExclusionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_exclusions__exclusion_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                exclusion_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExclusionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExclusionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_api_exclusions__exclusion_id__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                exclusion_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    alerts_api_alerts_get: {
        parameters: {
            query?: {
                status?: ("open" | "acknowledged" | "muted") | null;
                api_id?: number | null;
                /** @description this, or graver */
                severity?: ("info" | "notice" | "warning" | "error" | "critical") | null;
                detector?: string | null;
                /** @description kind:value */
                identity?: string | null;
                review?: ("true_positive" | "false_positive" | "none") | null;
                /** @description seen at or after this */
                since?: string | null;
                /** @description in title, caller or operation */
                q?: string | null;
                sort?: "last_at" | "severity" | "count";
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AlertOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    summary_api_alerts_summary_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    bulk_api_alerts_bulk_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Bulk"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    alert_api_alerts__alert_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    acknowledge_api_alerts__alert_id__ack_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Ack"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    mute_api_alerts__alert_id__mute_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mute"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    review_api_alerts__alert_id__review_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    timeline_api_alerts__alert_id__timeline_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    deliveries_api_alerts__alert_id__deliveries_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliveryOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    notes_api_alerts__alert_id__notes_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_NoteOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_note_api_alerts__alert_id__notes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_note_api_alerts__alert_id__notes__note_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert_id: number;
                note_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    mutes_api_mutes_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_MuteOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_mutes_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MuteIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MuteOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    end_api_mutes__mute_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mute_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    models_api_models_get: {
        parameters: {
            query?: {
                kind?: string | null;
                /** @description 0: of the APIs without their own */
                api_id?: number | null;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ModelOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    trainings_api_models_trainings_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TrainingOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    rates_api_models_rates_get: {
        parameters: {
            query?: {
                /** @description seconds back */
                range?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatesOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    training_api_models_trainings__training_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                training_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    train_api_models_train_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    model_api_models__model_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    serve_api_models__model_id__serve_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    retire_api_models__model_id__retire_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    channels_api_channels_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ChannelOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    add_api_channels_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelMade"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    channel_api_channels__channel_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    change_api_channels__channel_id__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    delete_api_channels__channel_id__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    test_api_channels__channel_id__test_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    deliveries_api_deliveries_get: {
        parameters: {
            query?: {
                channel_id?: number | null;
                alert_id?: number | null;
                state?: ("waiting" | "held" | "delivered" | "merged" | "dropped" | "dead") | null;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeliveryOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    retry_api_deliveries__delivery_id__retry_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    logs_api_logs_get: {
        parameters: {
            query?: {
                /** @description by time; desc: newest first */
                order?: "desc" | "asc";
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
                api_id?: number | null;
                action?: ("allow" | "throttle" | "block") | null;
                would?: ("allow" | "throttle" | "block") | null;
                client?: string | null;
                identity?: string | null;
                method?: string | null;
                operation?: string | null;
                request_id?: string | null;
                /** @description the path begins so */
                path?: string | null;
                /** @description in the path, user agent, reason or a rule */
                q?: string | null;
                /** @description 403, or 4xx */
                status?: string | null;
                /** @description at least */
                score?: number | null;
                detector?: string | null;
                rule?: string | null;
                source?: ("proxy" | "ingest" | "decision") | null;
                /** @description two capital letters, such as CH */
                country?: string | null;
                from?: string | null;
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    exchange_api_logs__request_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeExplained"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    review_api_logs__request_id__review_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangeExplained"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    related_api_logs__request_id__related_get: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    export_logs_api_export_logs_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                action?: ("allow" | "throttle" | "block") | null;
                would?: ("allow" | "throttle" | "block") | null;
                client?: string | null;
                identity?: string | null;
                method?: string | null;
                operation?: string | null;
                request_id?: string | null;
                /** @description the path begins so */
                path?: string | null;
                /** @description in the path, user agent, reason or a rule */
                q?: string | null;
                /** @description 403, or 4xx */
                status?: string | null;
                /** @description at least */
                score?: number | null;
                detector?: string | null;
                rule?: string | null;
                source?: ("proxy" | "ingest" | "decision") | null;
                /** @description two capital letters, such as CH */
                country?: string | null;
                from?: string | null;
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    metrics_api_metrics_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                /** @description also the totals of as long a time before */
                compare?: boolean;
                /** @description seconds back */
                range?: number;
                /** @description instead of range */
                from?: string | null;
                /** @description with from; now where left out */
                to?: string | null;
                /** @description seconds; rounded up to what is kept of the time */
                step?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    top_api_metrics_top_get: {
        parameters: {
            query: {
                by: "operation" | "identity" | "client" | "country" | "rule" | "detector" | "user_agent" | "status";
                api_id?: number | null;
                limit?: number;
                /** @description seconds back */
                range?: number;
                /** @description instead of range */
                from?: string | null;
                /** @description with from; now where left out */
                to?: string | null;
                /** @description seconds; rounded up to what is kept of the time */
                step?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    current_api_policy_current_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentRevision"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    revisions_api_policy_revisions_get: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RevisionOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    one_api_policy_revisions__revision__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionDetail"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    diff_api_policy_revisions__revision__diff_get: {
        parameters: {
            query?: {
                /** @description the revision to start from; left out: the one before */
                against?: number | null;
            };
            header?: never;
            path: {
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiffOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    go_back_api_policy_revisions__revision__rollback_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag that was read, `"3"`; 412 if it has changed */
                "if-match"?: string | null;
            };
            path: {
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It was changed since it was read: `If-Match` is past */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    ticket_api_live_ticket_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    ingest_api_ingest_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description one record, an array of records, or an object with `records`; at most 2,000 records */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "records": [
                 *         {
                 *           "api_key": "boing_ing_…",
                 *           "timestamp": "2026-08-01T12:00:00.123Z",
                 *           "method": "GET",
                 *           "endpoint": "/orders/42?expand=items",
                 *           "client_ip": "203.0.113.7",
                 *           "headers": {
                 *             "host": "shop.example.com",
                 *             "user-agent": "curl/8.5.0"
                 *           },
                 *           "status_code": 200,
                 *           "latency_ms": 12.5,
                 *           "body_size": 0
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * Api Key
                     * @description the API's ingest key; may stand in the header X-API-Key instead
                     */
                    api_key?: string | null;
                    /**
                     * Timestamp
                     * @description when the request came: ISO 8601 with a time zone, or seconds or milliseconds since the epoch
                     */
                    timestamp: string | number;
                    /** Method */
                    method: string;
                    /**
                     * Endpoint
                     * @description path with query, as it came, or the whole URL
                     */
                    endpoint: string;
                    /**
                     * Client Ip
                     * @description the peer of the socket; where that is one of the API's trusted proxies, its headers are read
                     */
                    client_ip: string;
                    /**
                     * Headers
                     * @default {}
                     */
                    headers?: {
                        [key: string]: string | string[];
                    };
                    /** Status Code */
                    status_code: number;
                    /**
                     * Latency Ms
                     * @default 0
                     */
                    latency_ms?: number;
                    /**
                     * Body Size
                     * @description bytes of the request's body
                     * @default 0
                     */
                    body_size?: number;
                    /**
                     * Body
                     * @description its text, or the beginning of it; inspected, never stored
                     */
                    body?: string | null;
                    /**
                     * Response Size
                     * @default 0
                     */
                    response_size?: number;
                    /**
                     * Request Id
                     * @description told twice, it is stored once; found in the log as `i{api_id}-{request_id}`
                     */
                    request_id?: string | null;
                    /**
                     * User
                     * @description whom the application authenticated: counted and listed as a principal
                     */
                    user?: string | null;
                } | {
                    /**
                     * Api Key
                     * @description the API's ingest key; may stand in the header X-API-Key instead
                     */
                    api_key?: string | null;
                    /**
                     * Timestamp
                     * @description when the request came: ISO 8601 with a time zone, or seconds or milliseconds since the epoch
                     */
                    timestamp: string | number;
                    /** Method */
                    method: string;
                    /**
                     * Endpoint
                     * @description path with query, as it came, or the whole URL
                     */
                    endpoint: string;
                    /**
                     * Client Ip
                     * @description the peer of the socket; where that is one of the API's trusted proxies, its headers are read
                     */
                    client_ip: string;
                    /**
                     * Headers
                     * @default {}
                     */
                    headers?: {
                        [key: string]: string | string[];
                    };
                    /** Status Code */
                    status_code: number;
                    /**
                     * Latency Ms
                     * @default 0
                     */
                    latency_ms?: number;
                    /**
                     * Body Size
                     * @description bytes of the request's body
                     * @default 0
                     */
                    body_size?: number;
                    /**
                     * Body
                     * @description its text, or the beginning of it; inspected, never stored
                     */
                    body?: string | null;
                    /**
                     * Response Size
                     * @default 0
                     */
                    response_size?: number;
                    /**
                     * Request Id
                     * @description told twice, it is stored once; found in the log as `i{api_id}-{request_id}`
                     */
                    request_id?: string | null;
                    /**
                     * User
                     * @description whom the application authenticated: counted and listed as a principal
                     */
                    user?: string | null;
                }[] | {
                    records: {
                        /**
                         * Api Key
                         * @description the API's ingest key; may stand in the header X-API-Key instead
                         */
                        api_key?: string | null;
                        /**
                         * Timestamp
                         * @description when the request came: ISO 8601 with a time zone, or seconds or milliseconds since the epoch
                         */
                        timestamp: string | number;
                        /** Method */
                        method: string;
                        /**
                         * Endpoint
                         * @description path with query, as it came, or the whole URL
                         */
                        endpoint: string;
                        /**
                         * Client Ip
                         * @description the peer of the socket; where that is one of the API's trusted proxies, its headers are read
                         */
                        client_ip: string;
                        /**
                         * Headers
                         * @default {}
                         */
                        headers?: {
                            [key: string]: string | string[];
                        };
                        /** Status Code */
                        status_code: number;
                        /**
                         * Latency Ms
                         * @default 0
                         */
                        latency_ms?: number;
                        /**
                         * Body Size
                         * @description bytes of the request's body
                         * @default 0
                         */
                        body_size?: number;
                        /**
                         * Body
                         * @description its text, or the beginning of it; inspected, never stored
                         */
                        body?: string | null;
                        /**
                         * Response Size
                         * @default 0
                         */
                        response_size?: number;
                        /**
                         * Request Id
                         * @description told twice, it is stored once; found in the log as `i{api_id}-{request_id}`
                         */
                        request_id?: string | null;
                        /**
                         * User
                         * @description whom the application authenticated: counted and listed as a principal
                         */
                        user?: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    attempt_api_try_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttemptIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    match_api_access_match_get: {
        parameters: {
            query?: {
                address?: string;
                /** @description better sent with POST: a URL is written to logs */
                key?: string;
                principal?: string;
                country?: string;
                api_id?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    match_body_api_access_match_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MatchIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description There is no such thing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body did not come in time */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description It clashes with what is there */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    audit_api_audit_get: {
        parameters: {
            query?: {
                /** @description exactly this */
                actor?: string | null;
                /** @description exactly this */
                action?: string | null;
                /** @description exactly this */
                target?: string | null;
                from?: string | null;
                /** @description not itself included */
                to?: string | null;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditOut_"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    verify_api_audit_verify_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerified"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    system_api_system_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    settings_api_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsOut"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    health_api_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request, or its JSON, cannot be read */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not signed in, or not any more */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Not allowed: the role, the token's scope, or a page of another site */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Something in the request is wrong; `errors` names all of it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Too many requests; `Retry-After` says how many seconds to wait */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description An error of ours; the log says more under the request id */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description The store cannot be reached, or too much is waiting; try again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
}
