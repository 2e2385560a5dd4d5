-- Adds an entry with the value ARGV[1] that expires at ARGV[2], or raises both in the known
-- one: 1. Its key is kept for ARGV[4] seconds longer. If that has passed by the clock of the
-- server, though the entry has not expired at ARGV[3], nothing is stored: -1. Values are
-- compared as text of 20 digits, because a number of Lua has 53 bits.
local value, expires = ARGV[1], ARGV[2]
local known = redis.call('GET', KEYS[1])
if known then
    if value < string.sub(known, 1, 20) then
        value = string.sub(known, 1, 20)
    end
    if tonumber(expires) < tonumber(string.sub(known, 22)) then
        expires = string.sub(known, 22)
    end
end
if tonumber(expires) <= tonumber(ARGV[3]) then
    return 1
end
redis.call('SET', KEYS[1], value .. ' ' .. expires, 'EXAT', expires + ARGV[4])
return redis.call('EXISTS', KEYS[1]) == 1 and 1 or -1
