-- Asks Boing's decision endpoint about a request before haproxy forwards it (haproxy 2.5 or newer, built with Lua).
--
--   lua-load-per-thread boing.lua                      in `global`
--   http-request wait-for-body time 1s                 what has come of the body by then is judged, up to tune.bufsize
--   http-request lua.boing http://127.0.0.1:8090
--
-- Sets txn.boing_status (200: let through; 403, 429 and the like: refuse; 503: Boing did not answer), txn.boing_id and
-- txn.boing_retry. It refuses nothing itself: the configuration does.

local OURS = {
    ["x-original-method"] = true, ["x-original-uri"] = true, ["x-forwarded-for"] = true, ["x-forwarded-proto"] = true,
    ["connection"] = true, ["content-length"] = true, ["transfer-encoding"] = true, ["expect"] = true,
    ["x-envoy-auth-partial-body"] = true,
}

local function values_of(list)
    local values, index = {}, 0
    while list[index] ~= nil do
        values[#values + 1] = list[index]
        index = index + 1
    end
    return values
end

core.register_action("boing", { "http-req" }, function(txn, address)
    local headers, before = {}, {}
    for name, list in pairs(txn.http:req_get_headers()) do
        if name == "x-forwarded-for" then
            before = values_of(list)
        elseif not OURS[name] then
            headers[name] = values_of(list)
        end
    end
    before[#before + 1] = txn.sf:src()
    headers["x-forwarded-for"] = { table.concat(before, ", ") }
    headers["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" }
    headers["x-original-method"] = { txn.sf:method() }
    headers["x-original-uri"] = { txn.sf:pathq() }

    local body = txn.sf:req_body()
    if body ~= "" and tonumber(txn.f:req_body_size()) > #body then
        headers["x-envoy-auth-partial-body"] = { "true" }
    end
    local asking = { url = address .. "/original", headers = headers, timeout = 2000 }
    local client, answer = core.httpclient(), nil
    if body ~= "" then
        asking.body = body
        answer = client:post(asking)
    else
        answer = client:get(asking)
    end

    local said = answer and answer.headers or {}
    local function first(name)
        return said[name] and said[name][0] or ""
    end
    local status = first("x-boing-status")
    txn:set_var("txn.boing_status", status ~= "" and status or "503")
    txn:set_var("txn.boing_id", first("x-request-id"))
    txn:set_var("txn.boing_retry", first("retry-after"))
end, 1)
