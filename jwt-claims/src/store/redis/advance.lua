-- Changes the counter from ARGV[1] to ARGV[2] at the time ARGV[3], with the idle expiry
-- ARGV[4]. Returns if it did, and the session. Counters are compared as text, because a
-- number of Lua has 53 bits.
local found = redis.call('HMGET', KEYS[1], 'counter', 'revoked_at', 'idle_expires_at', 'absolute_expires_at')
local changed = 0
if found[1] == ARGV[1] and not found[2] and tonumber(ARGV[3]) < tonumber(found[3]) then
    local idle = ARGV[4]
    if tonumber(found[4]) < tonumber(idle) then
        idle = found[4]
    end
    redis.call('HSET', KEYS[1], 'counter', ARGV[2], 'refreshed_at', ARGV[3], 'idle_expires_at', idle)
    changed = 1
end
return { changed, redis.call('HGETALL', KEYS[1]) }
