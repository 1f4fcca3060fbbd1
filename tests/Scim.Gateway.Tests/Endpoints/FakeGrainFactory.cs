using System.Reflection;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>
/// Grains as the gateway's tests need them: each call is kept and answered by a function. Real grains are met by the
/// conformance tests.
/// </summary>
public sealed class FakeGrainFactory
{
    /// <summary>One call of a grain.</summary>
    public sealed record GrainCall(
        Type Interface,
        object Key,
        string Method,
        object?[] Arguments,
        object? TenantInContext
    );

    /// <summary>Answers calls: a value, a task to wait for first, or what a grain would throw.</summary>
    public Func<GrainCall, object?> OnCall { get; set; } = _ => null;

    /// <summary>The calls so far, without those for tenants' snapshots.</summary>
    public List<GrainCall> Calls { get; } = [];

    /// <summary>The factory that hands the grains out.</summary>
    public IGrainFactory Factory
    {
        get
        {
            IGrainFactory factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
            ((FactoryProxy)(object)factory).Owner = this;
            return factory;
        }
    }

    private async Task<T> InvokeCallAsync<T>(GrainCall call)
    {
        // As in a real call, the answer never comes at once.
        await Task.Yield();
        if (call.Method != nameof(ITenantGrain.GetSnapshot))
        {
            lock (Calls)
                Calls.Add(call);
        }

        object? answer = OnCall(call);
        if (answer is Task pending)
            await pending;
        return answer is T value ? value : default!;
    }

    /// <summary>Implements the factory.</summary>
    public class FactoryProxy : DispatchProxy
    {
        internal FakeGrainFactory Owner { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Type grain = targetMethod!.GetGenericArguments()[0];
            object key = args![0]!;
            object proxy =
                grain == typeof(IUserGrain) ? Create<IUserGrain, GrainProxy>()
                : grain == typeof(IGroupGrain) ? Create<IGroupGrain, GrainProxy>()
                : grain == typeof(ITenantGrain) ? Create<ITenantGrain, GrainProxy>()
                : grain == typeof(IDirectoryGrain) ? Create<IDirectoryGrain, GrainProxy>()
                : Create<ITenantCatalogGrain, GrainProxy>();
            ((GrainProxy)proxy).Initialize(Owner, grain, key);
            return proxy;
        }
    }

    /// <summary>Implements a grain.</summary>
    public class GrainProxy : DispatchProxy
    {
        private static readonly MethodInfo InvokeCallMethod = typeof(FakeGrainFactory).GetMethod(
            nameof(InvokeCallAsync),
            BindingFlags.Instance | BindingFlags.NonPublic
        )!;
        private FakeGrainFactory _factory = null!;
        private Type _grainType = null!;
        private object _key = null!;

        internal void Initialize(FakeGrainFactory doubles, Type grain, object key) =>
            (_factory, _grainType, _key) = (doubles, grain, key);

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var call = new GrainCall(
                _grainType,
                _key,
                targetMethod!.Name,
                args ?? [],
                RequestContext.Get(TenantContext.Key)
            );
            Type result =
                targetMethod.ReturnType == typeof(Task)
                    ? typeof(object)
                    : targetMethod.ReturnType.GetGenericArguments()[0];
            return InvokeCallMethod.MakeGenericMethod(result).Invoke(_factory, [call]);
        }
    }
}
