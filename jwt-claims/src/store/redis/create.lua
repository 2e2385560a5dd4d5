-- Adds a session: 1. 0 if there is one, -1 if it has expired by the clock of the server.
if redis.call('EXISTS', KEYS[1]) == 1 then
    return 0
end
for n = 2, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[n], ARGV[n + 1])
end
redis.call('EXPIREAT', KEYS[1], ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then
    return -1
end
return 1
