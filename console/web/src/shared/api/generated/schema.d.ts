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
         * @description Email and password for an access token. Wrong, unknown and disabled look the same.
         */
        post: operations["login_api_login_post"];
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
         * @description Make an account with the role user, where registration is open.
         */
        post: operations["register_api_register_post"];
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
         * @description End every access token of the caller.
         */
        post: operations["logout_api_logout_post"];
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
         * @description Every token given before ends; the answer has a new one.
         */
        put: operations["change_password_api_me_password_put"];
        post?: never;
        delete?: never;
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
        /** Users */
        get: operations["users_api_users_get"];
        put?: never;
        post?: never;
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
         * @description Change role or disable; the user's tokens end at once. Nobody can do this to himself.
         */
        put: operations["change_user_api_users__user_id__put"];
        post?: never;
        delete?: never;
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
        post?: never;
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
        get?: never;
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
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alerts
         * @description Last seen first.
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
         * @description Quiet for a time, counting on.
         */
        put: operations["mute_api_alerts__alert_id__mute_put"];
        post?: never;
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
         * @description Newest first.
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
         * @description The last `range` seconds; its last point is still filling.
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
         */
        post: operations["ticket_api_live_ticket_post"];
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
            /** Identity */
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
             * Detectors
             * @default {}
             */
            detectors?: {
                [key: string]: components["schemas"]["DetectorOverride"];
            };
            /** Id */
            id: number;
            /** Version */
            version: number;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
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
            /** Origin */
            origin: string;
            /** Reason */
            reason: string;
            /** Author */
            author: string;
            /** Created At */
            created_at: string;
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
         * ExchangeDetail
         * @description With each detector's findings and the microseconds each addon took.
         */
        ExchangeDetail: {
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
            /** Cost */
            cost: {
                [key: string]: number;
            };
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
        };
        /** ExchangeOut */
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
        /** FindingOut */
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
        /**
         * Login
         * @example {
         *       "email": "admin@localhost",
         *       "password": "correct horse battery"
         *     }
         */
        Login: {
            /** Email */
            email: string;
            /** Password */
            password: string;
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
        };
        /**
         * Mute
         * @description For how long, or until when; `{"until": null}` ends it.
         * @example {
         *       "seconds": 3600
         *     }
         */
        Mute: {
            /** Seconds */
            seconds?: number | null;
            /** Until */
            until?: string | null;
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
        /** Page[ExchangeOut] */
        Page_ExchangeOut_: {
            /** Items */
            items: components["schemas"]["ExchangeOut"][];
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
         * Register
         * @example {
         *       "email": "ada@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        Register: {
            /** Email */
            email: string;
            /** Password */
            password: string;
        };
        /**
         * RevisionOut
         * @example {
         *       "action": "blacklist.add",
         *       "actor": "admin@localhost",
         *       "at": "2026-01-31T08:00:00.000000Z",
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
        /** TokenOut */
        TokenOut: {
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
             * @description seconds
             */
            expires_in: number;
            user: components["schemas"]["UserOut"];
        };
        /**
         * UserChange
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
                    "application/json": components["schemas"]["TokenOut"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    logout_api_logout_post: {
        parameters: {
            query?: never;
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
                    "application/json": components["schemas"]["TokenOut"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entries_api_whitelist_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
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
                    "application/json": components["schemas"]["Page_EntryOut_"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    entries_api_blacklist_get: {
        parameters: {
            query?: {
                api_id?: number | null;
                scope?: ("address" | "range" | "key" | "principal" | "country") | null;
                /** @description in target or reason */
                q?: string | null;
                expired?: boolean | null;
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
                    "application/json": components["schemas"]["Page_EntryOut_"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    decisions_api_decisions_get: {
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
                    "application/json": components["schemas"]["Page_DecisionOut_"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    logs_api_logs_get: {
        parameters: {
            query?: {
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
                /** @description the path begins so */
                path?: string | null;
                /** @description the path contains this */
                q?: string | null;
                /** @description 403, or 4xx */
                status?: string | null;
                /** @description at least */
                score?: number | null;
                detector?: string | null;
                rule?: string | null;
                source?: ("proxy" | "ingest") | null;
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
                    "application/json": components["schemas"]["Page_ExchangeOut_"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
                    "application/json": components["schemas"]["ExchangeDetail"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
                /** @description the path begins so */
                path?: string | null;
                /** @description the path contains this */
                q?: string | null;
                /** @description 403, or 4xx */
                status?: string | null;
                /** @description at least */
                score?: number | null;
                detector?: string | null;
                rule?: string | null;
                source?: ("proxy" | "ingest") | null;
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    metrics_api_metrics_get: {
        parameters: {
            query?: {
                /** @description seconds back */
                range?: number;
                /** @description seconds; rounded up to minutes */
                step?: number;
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
                    "application/json": components["schemas"]["MetricsOut"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    audit_api_audit_get: {
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
                    "application/json": components["schemas"]["Page_AuditOut_"];
                };
            };
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
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
            /** @description Problem */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Problem */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
}
