-- Adds an entry with the value ARGV[1] that expires at ARGV[2], unless there is one that has
-- not expired at ARGV[3]: 1. 0 if there is one. Its key is kept for ARGV[4] seconds longer. If
-- that has passed by the clock of the server, it says OK and stores nothing: -1.
local known = redis.call('GET', KEYS[1])
if known and tonumber(ARGV[3]) < tonumber(string.sub(known, 22)) then
    return 0
end
if tonumber(ARGV[2]) <= tonumber(ARGV[3]) then
    return 1
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'EXAT', ARGV[2] + ARGV[4])
return redis.call('EXISTS', KEYS[1]) == 1 and 1 or -1
