using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Caching;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Sessions;

/// <summary>The sessions of one user. See <see cref="IUserSessionsGrain"/>.</summary>
/// <remarks>
/// <para>Introspection uses only data in memory. The time of a session's last use is stored with a delay.</para>
/// <para>The user's grain ends the sessions before it confirms a deactivation. In case that call is missed, the user's
/// status is also read before and after the commit of each new session, and at most once a minute while sessions are
/// used.</para>
/// </remarks>
internal sealed class UserSessionsGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    TenantCache tenants,
    SessionCache sessionCache,
    IGrainContext context,
    TimeProvider time,
    ILogger<UserSessionsGrain> logger
) : Grain, IUserSessionsGrain
{
    private static readonly TimeSpan StatusMaxAge = TimeSpan.FromMinutes(1);

    private readonly StateStore<UserSessionsState> _store = new(storage, ScimStorageNames.Sessions, context.GrainId);
    private readonly ResourceKey _user = ResourceKey.Parse(context.GrainId.Key.ToString()!);
    private readonly Dictionary<string, DateTimeOffset> _lastUse = new(StringComparer.Ordinal);
    private readonly List<StoredSession> _cachedSessions = [];
    private UserStatus? _status;
    private long _statusReadAt;
    private IGrainTimer? _lastUseTimer;
    private bool _outcomeUnknown;

    private IUserGrain User => GrainFactory.GetGrain<IUserGrain>(_user.ToString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => _store.ReadStateAsync().AsTask());

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _outcomeUnknown = true;
        RemoveCachedSessions();
        if (_lastUseTimer is not null)
            await SaveLastUseAsync();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<StartedSession>> StartSession()
    {
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { } tenant)
            return ResourceErrors.TenantNotFound;
        if (tenant.IsSuspended)
            return SessionRules.TenantSuspended;
        UserStatus status = await ReadUserStatusAsync();
        if (SessionRules.CheckUserStatus(status) is { } refusal)
            return refusal;

        DateTimeOffset now = GetCurrentTime();
        string text = SessionToken.Create(_user.Id, tenant.SessionKey.Span, out SessionToken token);
        var session = new StoredSession
        {
            Id = token.SessionId,
            Digest = SessionToken.ComputeDigest(text),
            StartedAt = now,
            ExpiresAt = tenant.Settings.Sessions.Lifetime.AddTo(now),
            LastUsedAt = now,
            UserVersion = status.Version,
        };
        // Sessions are in the order of their start, and times are whole milliseconds: of sessions that were last used
        // at the same time, the oldest is ended.
        StoredSession[] live = [.. GetLiveSessions(status, tenant.Settings.Sessions)];
        IEnumerable<StoredSession> others = live.Except(
            live.OrderBy(GetLastUse).Take(live.Length + 1 - SessionRules.MaxSessionsPerUser)
        );
        await CommitSessionsAsync([.. others, session]);

        // If two activations of this grain existed for a short time, the user may have been deactivated without ending
        // this session.
        status = await ReadUserStatusAsync();
        if (SessionRules.CheckUserStatus(status) is not { } statusError)
            return new StartedSession { Info = SessionRules.ToSessionInfo(session, _user.Id, now), Token = text };
        await CommitSessionsAsync([]);
        return statusError;
    }

    /// <inheritdoc/>
    public async Task<SessionInfo?> IntrospectSession(string sessionId, ReadOnlyMemory<byte> digest)
    {
        if (
            FindSession(sessionId) is not { } session
            || !CryptographicOperations.FixedTimeEquals(session.Digest, digest.Span)
        )
            return null;
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { IsSuspended: false } tenant)
            return null;
        UserStatus status =
            _status is { } known && time.GetElapsedTime(_statusReadAt) < StatusMaxAge
                ? known
                : await ReadUserStatusAsync();
        DateTimeOffset now = GetCurrentTime();

        // Check again: the session may have been ended during the awaited calls.
        if (
            FindSession(sessionId) is null
            || !SessionRules.IsAlive(session, GetLastUse(session), status, tenant.Settings.Sessions, now)
        )
            return null;
        _lastUse[session.Id] = now;
        TimeSpan tolerance = SessionRules.GetLastUseTolerance(tenant.Settings.Sessions);
        if (_lastUseTimer is null && now - session.LastUsedAt >= tolerance)
            _lastUseTimer = this.RegisterGrainTimer(SaveLastUseAsync, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        SessionInfo info = SessionRules.ToSessionInfo(session, _user.Id, now);
        CacheSession(session, info, tenant);
        return info;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<IReadOnlyList<SessionInfo>>> ListSessions()
    {
        if (await tenants.GetSnapshotAsync(_user.Tenant) is not { } tenant)
            return ResourceErrors.TenantNotFound;
        UserStatus status = await ReadUserStatusAsync();
        if (!status.Exists)
            return ResourceErrors.CreateNotFound(ResourceTypeNames.User, _user.Id);
        return GetLiveSessions(status, tenant.Settings.Sessions)
            .Select(s => SessionRules.ToSessionInfo(s, _user.Id, GetLastUse(s)))
            .ToArray();
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> EndSession(string sessionId)
    {
        if (FindSession(sessionId) is null)
            return new ScimError(ScimErrorKind.NotFound, "Session not found. It may have ended.");
        await CommitSessionsAsync([.. _store.Current.Sessions.Where(s => s.Id != sessionId)]);
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task EndAllSessions()
    {
        _status = null;
        RemoveCachedSessions();
        if (_store.Current.Sessions.Count > 0)
            await CommitSessionsAsync([]);
    }

    // Caches the session for introspection in the same process. Nothing was awaited since the session was checked.
    private void CacheSession(StoredSession session, SessionInfo info, TenantSnapshot tenant)
    {
        if (_outcomeUnknown)
            return;
        sessionCache.AddSession(
            _user.Tenant,
            tenant.Version,
            session.Digest,
            info,
            SessionRules.GetRemainingLifetime(session, info.LastUsedAt, tenant.Settings.Sessions, info.LastUsedAt)
        );
        if (!_cachedSessions.Contains(session))
            _cachedSessions.Add(session);
    }

    private void RemoveCachedSessions()
    {
        foreach (StoredSession session in _cachedSessions)
        {
            _lastUse[session.Id] = GetLastUse(session);
            sessionCache.RemoveSession(session.Digest);
        }

        _cachedSessions.Clear();
    }

    private StoredSession? FindSession(string sessionId)
    {
        foreach (StoredSession session in _store.Current.Sessions)
        {
            if (session.Id == sessionId)
                return session;
        }

        return null;
    }

    private IEnumerable<StoredSession> GetLiveSessions(UserStatus status, SessionSettings settings)
    {
        DateTimeOffset now = GetCurrentTime();
        return _store.Current.Sessions.Where(s => SessionRules.IsAlive(s, GetLastUse(s), status, settings, now));
    }

    private DateTimeOffset GetLastUse(StoredSession session)
    {
        DateTimeOffset known = _lastUse.TryGetValue(session.Id, out DateTimeOffset use) ? use : session.LastUsedAt;
        return sessionCache.GetLastUse(session.Digest) is { } cached && cached > known ? cached : known;
    }

    private async Task<UserStatus> ReadUserStatusAsync()
    {
        UserStatus status = await User.GetStatus();

        // Responses may arrive out of order; keep the newest status.
        if (_status is null || status.Version >= _status.Version)
            (_status, _statusReadAt) = (status, time.GetTimestamp());
        return status;
    }

    // A failure is only logged: the next use that exceeds the tolerance saves again.
    private async Task SaveLastUseAsync()
    {
        _lastUseTimer?.Dispose();
        _lastUseTimer = null;
        try
        {
            await CommitSessionsAsync([.. _store.Current.Sessions]);
        }
        catch (Exception e)
        {
            Log.LastUseSaveFailed(logger, e.GetType().Name, _user.Tenant, _user.Id);
        }
    }

    private async Task CommitSessionsAsync(IReadOnlyList<StoredSession> sessions)
    {
        try
        {
            RemoveCachedSessions();
            await _store.WriteStateAsync(
                new UserSessionsState { Sessions = [.. sessions.Select(s => s with { LastUsedAt = GetLastUse(s) })] }
            );
        }
        catch
        {
            _outcomeUnknown = true;
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            // Introspections during the write may have cached sessions again.
            RemoveCachedSessions();
        }

        foreach (string id in _lastUse.Keys.Except(sessions.Select(s => s.Id)).ToArray())
            _lastUse.Remove(id);
    }

    private DateTimeOffset GetCurrentTime()
    {
        DateTimeOffset now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
