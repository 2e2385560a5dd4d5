-- Adds the session ARGV[2], which expires at ARGV[1], to those of its subject, and removes
-- those that have expired by the clock of the server, as their keys have. The set lives as
-- long as the last of them. The first write needs memory, so that a full server refuses all.
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. redis.call('TIME')[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
return last[2] and redis.call('EXPIREAT', KEYS[1], last[2]) or 0
