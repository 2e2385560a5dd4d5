-- Marks a session as revoked at the time ARGV[1]: 1. 0 if it is already, or does not exist.
if redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
end
return redis.call('HSETNX', KEYS[1], 'revoked_at', ARGV[1])
