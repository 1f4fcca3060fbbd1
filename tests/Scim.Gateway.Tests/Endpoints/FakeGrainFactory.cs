using System.Reflection;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;

namespace Scim.Gateway.Tests.Endpoints;

/// <summary>
/// Fake grains that record each call and return the result of a function. The conformance tests use real grains.
/// </summary>
public sealed class FakeGrainFactory
{
    /// <summary>A grain call.</summary>
    public sealed record GrainCall(
        Type Interface,
        object Key,
        string Method,
        object?[] Arguments,
        object? TenantInContext
    );

    /// <summary>
    /// The function that handles calls. It returns a value or a task to await first, or throws like a grain.
    /// </summary>
    public Func<GrainCall, object?> OnCall { get; set; } = _ => null;

    /// <summary>The recorded calls, except those of <see cref="ITenantGrain.GetSnapshot"/>.</summary>
    public List<GrainCall> Calls { get; } = [];

    /// <summary>The factory of the fake grains.</summary>
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
        // Like a real grain call, never complete synchronously.
        await Task.Yield();
        if (call.Method != nameof(ITenantGrain.GetSnapshot))
        {
            lock (Calls)
                Calls.Add(call);
        }

        object? result = OnCall(call);
        if (result is Task pending)
            await pending;
        return result is T value ? value : default!;
    }

    /// <summary>Implements <see cref="IGrainFactory"/>.</summary>
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

    /// <summary>Implements a grain interface.</summary>
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
